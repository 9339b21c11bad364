import { factKey } from '@mingjing/rules/events/event.ts'
import type { DecodedRecord } from '../decode/record.ts'
import { recall } from '../dedupe/seen.ts'
import type { Plan } from '../plan/plan.ts'
import type { State } from './state.ts'

/**
 * The newest event time a partition will have come to after `records`, not beyond the wall clock; 0 while there is none.
 * Only events that will count move it: neither repeats, which may carry any time, nor late ones.
 */
export const reached = (state: State, records: readonly DecodedRecord[], wall: number): number => {
  const { order, seen } = state
  let newest = Math.max(0, order.newest)
  const here = new Set<string>()
  for (const record of records) {
    if (record.kind !== 'event') continue
    const { event } = record
    const fact = factKey(event)
    // What state cannot tell lies behind the floor of what is remembered, and that behind the newest event.
    if (here.has(fact) || recall(seen, fact, event.time) !== 'new') continue
    here.add(fact)
    if (event.time > newest && event.time > order.frontier && event.time <= wall) newest = event.time
  }
  return newest
}

/**
 * The moment at which people are told that a block was judged: its clock, or the wall clock of a partition that has not
 * come to any event yet, having read nothing but dead letters and events of the future.
 */
export const judgedAt = ({ clock, answers }: Pick<Plan, 'clock' | 'answers'>): number =>
  clock > 0 ? clock : answers.wall
