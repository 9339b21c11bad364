import { whole } from '@mingjing/rules/engine/part.ts'
import { compileRoutes } from '@mingjing/rules/engine/routes.ts'
import type { Decode, DecodedRecord } from '../decode/record.ts'
import { beyondState, lookUp, refill } from '../dedupe/lookup.ts'
import { futureAllowance, hold, lateness, oldestWaiting, watermark } from '../order/order.ts'
import { beginQuiet, isQuietEnough, note } from '../order/quiet.ts'
import { type EventHead, keep, restore } from '../snapshot/kept.ts'
import type { Kept, Moment, Planner, Stage } from '../stage.ts'
import { advance } from './advance.ts'
import { reached } from './clock.ts'
import { oncePerBundle } from './once.ts'
import { emptyState, type State } from './state.ts'

/** How often a quiet partition tells those across how far time has come, ms of it. */
const tellEveryMs = 1_000

/**
 * The stage that takes events in: validates, forgets repeats, orders, matches, judges, and stores. `places` is how many
 * there are across partitions; null where one partition has everything.
 */
export const eventStage = (decode: Decode, places: number | null = null): Stage<State, DecodedRecord> => {
  const part = places === null ? whole : ({ kind: 'local' } as const)
  const routesOf = oncePerBundle((bundle) => compileRoutes(bundle, places ?? 0))
  return {
    decode,
    empty: (bundle) => emptyState(bundle, part),
    advance: (state, records, plan) => advance(state, records, plan, places === null ? null : routesOf(state.bundle)),
    keep,
    restore: (kept, bundle) => restore(kept as Kept<EventHead>, bundle, part),
    hold(state, record) {
      if (record.kind === 'event') hold(state.order, record)
    },
    refill: (state, place, clickhouse) => refill(clickhouse, place, state.seen, state.next),
    buffered: (state) => state.order.size,
    planner: (moment) => plannerOf(moment, places === null ? Number.POSITIVE_INFINITY : tellEveryMs),
  }
}

const plannerOf = (moment: Moment, tellMs: number): Planner<State, DecodedRecord> => {
  const { worker, place, reader, patiently, written } = moment
  const { clickhouse, bundles } = worker
  const now = () => ({ wall: worker.clock(), steady: worker.steady() })
  const quiet = beginQuiet(now())
  return async (state, records, next) => {
    const at = now()
    const { wall } = at
    const isIdle = next === state.next
    note(
      quiet,
      at,
      records.some((record) => isFresh(state, record, wall)),
    )
    const isQuiet =
      !worker.clockHeld() &&
      isQuietEnough(quiet) &&
      (!isIdle || somethingDue(state, wall, tellMs)) &&
      (await reader.caughtUp())
    if (isIdle && !isQuiet) return null
    const beyond = beyondState(state.seen, records)
    // What the block before brought must be in `events` before it can be found there.
    if (beyond.length > 0) await written()
    const known = beyond.length === 0 ? [] : await patiently(() => lookUp(clickhouse, place, state.next, beyond))
    return {
      bundle: bundles.current,
      clock: isQuiet ? wall : reached(state, records, wall),
      answers: { wall, known },
    }
  }
}

/** Whether the wall clock alone would make something happen: a deadline step, an event let go, time others wait for. */
const somethingDue = (state: State, wall: number, tellMs: number): boolean => {
  const until = wall - lateness
  if (until <= state.order.frontier) return false
  const step = state.engine.nextDue()
  const waiting = oldestWaiting(state.order)
  return (
    (step !== null && step <= until) || (waiting !== null && waiting <= until) || until >= state.order.frontier + tellMs
  )
}

/**
 * Whether a record moves event time. Dead letters, late events and those dated far ahead do not: a trickle of them must
 * not keep the wall clock from breaching deadlines.
 */
const isFresh = ({ order }: State, record: DecodedRecord, wall: number): boolean =>
  record.kind === 'event' && record.event.time > watermark(order) && record.event.time <= wall + futureAllowance
