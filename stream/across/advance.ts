import type { DeadlineChange, Judged } from '@mingjing/rules/engine/engine.ts'
import type { Routes } from '@mingjing/rules/engine/routes.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { eventRef } from '@mingjing/rules/hits/id.ts'
import { about } from '../block/about.ts'
import { type Block, type Found, parcelsFor } from '../block/block.ts'
import { dueHits } from '../block/due-hits.ts'
import { beforeAll, hold, release } from '../order/order.ts'
import type { Plan } from '../plan/plan.ts'
import type { Letter, Placed } from './letter.ts'
import { type AcrossState, type Heard, leastMark } from './state.ts'
import { partitionsHeard, placesHeard, type Topology } from './topology.ts'

/**
 * Moves the state of a place over letters and returns all that follows from them. Events are judged once every partition
 * has told its own up to their time; scores once every place has told its hits as well.
 */
export const advanceAcross = (
  state: AcrossState,
  letters: readonly Placed[],
  plan: Plan,
  routes: Routes,
  topology: Topology,
): Block => {
  const { engine, order } = state
  const frontierBefore = order.frontier
  const ruleOf = new Map(state.bundle.rules.map((rule) => [rule.id, rule]))
  const found: Found[] = []
  const deadlines: DeadlineChange[] = []
  const released: Event[] = []
  const parcels = parcelsFor(topology.places)
  const stoppedBefore = engine.stops().length

  for (const { offset, letter } of letters) {
    if (!isNew(state, letter)) continue
    for (const event of letter.events ?? []) hold(order, { offset, event })
    if (letter.told) engine.weigh(letter.told)
  }

  const tell = ({ told = [] }: Judged) => {
    for (const one of told) parcels[routes.ofTold(one)]!.told.push(one)
  }
  const noteDue = (due: Judged) => {
    for (const change of due.deadlines) deadlines.push(change)
    tell(due)
    for (const one of dueHits(due, ruleOf)) found.push(one)
  }

  const until = leastMark(state, partitionsHeard(topology))
  for (const group of release(order, until)) {
    noteDue(engine.due(group[0]!.time - 1))
    for (const event of group) released.push(event)
    const judged = engine.observe(group)
    for (const change of judged.deadlines) deadlines.push(change)
    tell(judged)
    for (const hit of judged.hits) {
      const trigger = group.find((event) => eventRef(event) === hit.triggerId)!
      found.push({ hit, rule: ruleOf.get(hit.ruleId)!, ...about(trigger) })
    }
  }
  noteDue(engine.due(order.frontier))
  const scored = Math.min(order.frontier, leastMark(state, placesHeard(topology)))
  noteDue(engine.score(scored))

  state.seq = plan.seq
  state.next = plan.to
  return {
    plan,
    accepted: [],
    released,
    // Letters are no events: what a block counts was counted where they came in.
    duplicates: 0,
    dead: [],
    personal: [],
    found,
    deadlines,
    milestones: [],
    // Scores come last: whoever judges anew by SQL must not be ahead of them.
    watermark: scored,
    ...engine.size(),
    stopped: engine.stops().slice(stoppedBefore),
    outward: { mark: order.frontier, hasMoved: order.frontier > frontierBefore, parcels },
  }
}

/** Notes a letter; false when it was taken in before. */
const isNew = ({ heard }: AcrossState, { from, seq, n, mark, clock, ruleSet }: Letter): boolean => {
  const known = heard.get(from)
  if (known && (seq < known.seq || (seq === known.seq && n <= known.n))) return false
  const before = known?.mark ?? beforeAll
  const next: Heard = {
    seq,
    n,
    mark: Math.max(before, mark ?? before),
    clock: Math.max(known?.clock ?? 0, clock ?? 0),
    ruleSet,
    since: known?.ruleSet === ruleSet ? known.since : before,
  }
  heard.set(from, next)
  return true
}
