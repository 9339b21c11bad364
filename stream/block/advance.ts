import { calendarNamed } from '@mingjing/rules/calendar/named.ts'
import { workingMsBetween } from '@mingjing/rules/calendar/working.ts'
import type { DeadlineChange, Judged } from '@mingjing/rules/engine/engine.ts'
import type { Routes } from '@mingjing/rules/engine/routes.ts'
import type { Personal } from '@mingjing/rules/events/decode.ts'
import { type Event, factKey } from '@mingjing/rules/events/event.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { eventRef } from '@mingjing/rules/hits/id.ts'
import type { DeadRecord, DecodedRecord } from '../decode/record.ts'
import { forget, recall, remember } from '../dedupe/seen.ts'
import { enter, type Milestone, sweep, type WorkingTime } from '../milestones/milestones.ts'
import { admit, lateness, release, watermark } from '../order/order.ts'
import type { Plan } from '../plan/plan.ts'
import { about } from './about.ts'
import { type Accepted, type Block, type Found, parcelsFor } from './block.ts'
import { dueHits } from './due-hits.ts'
import { refusedAhead } from './refused.ts'
import type { State } from './state.ts'

/**
 * Moves `state` over the records of `plan` and returns all that follows. The outcome depends on the state, the records
 * and the plan alone: no clock, no randomness, nothing outside. The state must be under the plan's bundle, and `routes` of
 * it; null where one partition has everything.
 */
export const advance = (
  state: State,
  records: readonly DecodedRecord[],
  plan: Plan,
  routes: Routes | null = null,
): Block => {
  const { engine, order, seen } = state
  const frontierBefore = order.frontier
  const ruleOf = new Map(state.bundle.rules.map((rule) => [rule.id, rule]))
  const known = new Set(plan.answers.known)
  /** Facts beyond the horizon that this block itself brought. */
  const old = new Set<string>()

  const accepted: Accepted[] = []
  const dead: DeadRecord[] = []
  const personal: Personal[] = []
  const found: Found[] = []
  const deadlines: DeadlineChange[] = []
  const milestones: Milestone[] = []
  const released: Event[] = []
  const parcels = routes && parcelsFor(routes.places)
  let duplicates = 0
  const stoppedBefore = engine.stops().length

  const keep = (hit: Hit, trigger: Event) => found.push({ hit, rule: ruleOf.get(hit.ruleId)!, ...about(trigger) })

  for (const record of records) {
    if (record.kind === 'deadLetter') {
      dead.push(record)
      continue
    }
    const { event, offset } = record
    const fact = factKey(event)
    const memory = recall(seen, fact, event.time)
    if (memory === 'seen' || (memory === 'beyond' && (known.has(offset) || old.has(fact)))) {
      duplicates++
      continue
    }
    for (const value of record.personal) personal.push(value)

    const behind = watermark(order) - event.time
    const verdict = admit(order, record, plan.answers.wall)
    if (verdict === 'tooFar' || verdict === 'tooMany') {
      // Not remembered: sent in again when its time is near it is no repeat.
      dead.push(refusedAhead(record, verdict, plan.answers.wall))
      continue
    }
    if (memory === 'beyond') old.add(fact)
    else remember(seen, fact, event.time)
    accepted.push({ offset, event, verdict, behindMs: verdict === 'late' ? behind : 0 })
    for (const hit of engine.match(event)) keep(hit, event)
    for (const row of enter(state.milestones, event, workingTime)) milestones.push(row)
  }

  /** Hits that scores elsewhere weigh go where their subject is. */
  const tell = ({ told = [] }: Judged) => {
    if (parcels) for (const one of told) parcels[routes.ofTold(one)]!.told.push(one)
  }
  const noteDue = (until: number) => {
    const due = engine.due(until)
    for (const change of due.deadlines) deadlines.push(change)
    tell(due)
    for (const one of dueHits(due, ruleOf)) found.push(one)
  }

  const until = Math.max(watermark(order), plan.clock - lateness)
  for (const group of release(order, until)) {
    noteDue(group[0]!.time - 1)
    for (const event of group) {
      released.push(event)
      if (parcels) for (const place of routes.of(event)) parcels[place]!.events.push(event)
    }
    const seenNow = engine.observe(group)
    tell(seenNow)
    for (const change of seenNow.deadlines) deadlines.push(change)
    for (const hit of seenNow.hits) {
      keep(hit, group.length === 1 ? group[0]! : group.find((event) => eventRef(event) === hit.triggerId)!)
    }
  }
  noteDue(order.frontier)
  forget(seen, order.newest)
  sweep(state.milestones, order.newest)

  state.seq = plan.seq
  state.next = plan.to
  return {
    plan,
    accepted,
    released,
    duplicates,
    dead,
    personal,
    found,
    deadlines,
    milestones,
    watermark: order.frontier,
    ...engine.size(),
    stopped: engine.stops().slice(stoppedBefore),
    outward: parcels && { mark: order.frontier, hasMoved: order.frontier > frontierBefore, parcels },
  }
}

const bankDays = calendarNamed('cn-bank')!
const workingTime: WorkingTime = (from, to) => workingMsBetween(bankDays, from, to)
