import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { createEngine } from '@mingjing/rules/engine/engine.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { State } from '../block/state.ts'
import { createSeen } from '../dedupe/seen.ts'
import type { Milestones } from '../milestones/milestones.ts'
import { createOrder, hold, type Placed, waitingOffsets } from '../order/order.ts'

/**
 * State as a snapshot keeps it. Two things are not in it because they lie elsewhere already: waiting events are read
 * again from the source, seen facts from `events`. Both stay small this way however fast the stream is.
 */
export interface Kept {
  readonly format: 1
  readonly seq: number
  readonly next: number
  readonly ruleSet: string
  readonly newest: number
  readonly frontier: number
  /** Below this event time facts are looked up in `events`. */
  readonly floor: number
  /** Offsets `[from, to)` of waiting events. */
  readonly waiting: readonly [number, number][]
  /** Events that wait longer than others, kept whole: they would hold the reading back, to where the log may have been cut. */
  readonly future: readonly { readonly offset: number; readonly event: Event }[]
  readonly milestones: readonly [string, ReturnType<Milestones['cases']['get']>][]
  readonly sweptAt: number
  readonly engine: unknown
}

/** Recovery reads at most so many records again to find those that wait. */
const readAgain = 200_000

export const keep = (state: State): Kept => {
  const { order } = state
  const waitsLong = ({ offset, event }: Placed) => event.time > order.newest || offset < state.next - readAgain
  const future = [...order.waiting.values()]
    .flat()
    .filter(waitsLong)
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, event }) => ({ offset, event }))
  return {
    format: 1,
    seq: state.seq,
    next: state.next,
    ruleSet: state.bundle.hash,
    newest: order.newest,
    frontier: order.frontier,
    floor: state.seen.floor,
    waiting: waitingOffsets(order, (placed) => !waitsLong(placed)),
    future,
    milestones: [...state.milestones.cases],
    sweptAt: state.milestones.sweptAt,
    engine: state.engine.snapshot(),
  }
}

/** The state of a snapshot, but for waiting events and seen facts, which recovery fills in. */
export const restore = (kept: Kept, bundle: Bundle): State => {
  const engine = createEngine(bundle)
  engine.restore(kept.engine)
  const order = { ...createOrder(), newest: kept.newest, frontier: kept.frontier }
  for (const placed of kept.future) hold(order, placed)
  return {
    seq: kept.seq,
    next: kept.next,
    bundle,
    engine,
    seen: { ...createSeen(), floor: kept.floor },
    order,
    milestones: {
      cases: new Map(kept.milestones as [string, NonNullable<ReturnType<Milestones['cases']['get']>>][]),
      sweptAt: kept.sweptAt,
    },
  }
}
