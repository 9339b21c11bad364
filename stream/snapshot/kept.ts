import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { usualBudget } from '@mingjing/rules/engine/budget.ts'
import { createEngine } from '@mingjing/rules/engine/engine.ts'
import { type Part, whole } from '@mingjing/rules/engine/part.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { State } from '../block/state.ts'
import { createSeen } from '../dedupe/seen.ts'
import type { Milestones } from '../milestones/milestones.ts'
import { createOrder, hold, type Placed, waitingOffsets } from '../order/order.ts'
import type { Head, Kept } from '../stage.ts'

/**
 * What comes first in a snapshot of events; rows of milestones and of the engine follow. Two things are not in it because
 * they lie elsewhere already: waiting events are read again from the source, seen facts from `events`. Both stay small
 * this way however fast the stream is.
 */
export interface EventHead extends Head {
  readonly newest: number
  readonly frontier: number
  /** Below this event time facts are looked up in `events`. */
  readonly floor: number
  /** Events that wait longer than others, kept whole: they would hold the reading back, to where the log may have been cut. */
  readonly future: readonly { readonly offset: number; readonly event: Event }[]
  readonly sweptAt: number
  /** How many rows of milestones follow before those of the engine. */
  readonly cases: number
}

type Case = readonly [string, NonNullable<ReturnType<Milestones['cases']['get']>>]

/** Recovery reads at most so many records again to find those that wait. */
const readAgain = 200_000

export const keep = (state: State): Kept<EventHead> => {
  const { order } = state
  const waitsLong = ({ offset, event }: Placed) => event.time > order.newest || offset < state.next - readAgain
  const future = [...order.waiting.values()]
    .flat()
    .filter(waitsLong)
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, event }) => ({ offset, event }))
  const { cases } = state.milestones
  const head: EventHead = {
    format: 2,
    seq: state.seq,
    next: state.next,
    ruleSet: state.bundle.hash,
    newest: order.newest,
    frontier: order.frontier,
    floor: state.seen.floor,
    waiting: waitingOffsets(order, (placed) => !waitsLong(placed)),
    future,
    sweptAt: state.milestones.sweptAt,
    cases: cases.size,
  }
  return { head, rows: both(cases, state.engine.snapshot()) }
}

function* both<T>(first: Iterable<T>, second: Iterable<unknown>): Generator<unknown> {
  yield* first
  yield* second
}

/** The state of a snapshot, but for waiting events and seen facts, which recovery fills in. */
export const restore = ({ head, rows }: Kept<EventHead>, bundle: Bundle, part: Part = whole): State => {
  const rest = rows[Symbol.iterator]()
  const cases = new Map<Case[0], Case[1]>()
  for (let i = 0; i < head.cases; i++) cases.set(...(rest.next().value as Case))
  const engine = createEngine(bundle, usualBudget, part)
  engine.restore({ [Symbol.iterator]: () => rest })
  const order = { ...createOrder(), newest: head.newest, frontier: head.frontier }
  for (const placed of head.future) hold(order, placed)
  return {
    seq: head.seq,
    next: head.next,
    bundle,
    part,
    engine,
    seen: { ...createSeen(), floor: head.floor },
    order,
    milestones: { cases, sweptAt: head.sweptAt },
  }
}
