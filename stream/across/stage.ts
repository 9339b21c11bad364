import { compileRoutes } from '@mingjing/rules/engine/routes.ts'
import { oncePerBundle } from '../block/once.ts'
import { hold } from '../order/order.ts'
import type { Kept, Moment, Planner, Stage } from '../stage.ts'
import { advanceAcross } from './advance.ts'
import { type AcrossHead, keepAcross, restoreAcross } from './kept.ts'
import { type Placed, readLetter } from './letter.ts'
import { type AcrossState, emptyAcross } from './state.ts'
import { partitionsHeard, type Topology } from './topology.ts'

/** The stage that judges, at one place, what no single partition of the events can. */
export const acrossStage = (topology: Topology, place: number): Stage<AcrossState, Placed> => {
  const routesOf = oncePerBundle((bundle) => compileRoutes(bundle, topology.places))
  return {
    decode: readLetter,
    empty: (bundle) => emptyAcross(bundle, place, topology.places),
    advance: (state, letters, plan) => advanceAcross(state, letters, plan, routesOf(state.bundle), topology),
    keep: keepAcross,
    restore: (kept, bundle) => restoreAcross(kept as Kept<AcrossHead>, bundle, place, topology.places),
    hold(state, { offset, letter }) {
      // What was let go before the snapshot lies in its engine already.
      for (const event of letter.events ?? [])
        if (event.time > state.order.frontier) hold(state.order, { offset, event })
    },
    refill: async () => {},
    buffered: (state) => state.order.size,
    planner: (moment) => plannerOf(moment, topology),
  }
}

const plannerOf =
  ({ worker: { bundles, clock } }: Moment, topology: Topology): Planner<AcrossState, Placed> =>
  async (state, letters, next) => {
    if (next === state.next) return null
    const clocks = [...state.heard.values()].map((heard) => heard.clock)
    for (const { letter } of letters) if (letter.clock !== undefined) clocks.push(letter.clock)
    const hash = toldBy(state, partitionsHeard(topology))
    return {
      bundle: hash === state.bundle.hash ? state.bundle : await bundles.find(hash),
      clock: clocks.reduce((most, one) => Math.max(most, one), 0),
      answers: { wall: clock(), known: [] },
    }
  }

/**
 * Hash of the bundle a place is to judge by: another one only once every partition tells by it, and what they told by
 * the one before has been judged, or rules it adds would miss events that nobody sent for them.
 */
const toldBy = (state: AcrossState, partitions: readonly string[]): string => {
  const heard = partitions.map((partition) => state.heard.get(partition))
  const hash = heard[0]?.ruleSet ?? state.bundle.hash
  const isAgreed = heard.every((one) => one?.ruleSet === hash && one.since <= state.order.frontier)
  return isAgreed ? hash : state.bundle.hash
}
