import type { Event } from '../events/event.ts'
import { limits } from '../language/limits.ts'

/** What one rule may cost while it runs. Counted in steps and things kept, never by a clock: a replay counts the same. */
export interface Budget {
  /** Events, openings and subjects kept for a rule, counted over at least the time it keeps them and at most twice that. */
  readonly held: number
  /** Steps a rule earns each time the engine looks at an event, be it by match rules or by keyed ones. */
  readonly stepsALook: number
  /** Steps it may spend beyond what it has earned. */
  readonly stepsAtOnce: number
  /** How many looks lie between two counts of what is held; a rule may go so far beyond. */
  readonly looksBetweenCounts: number
}

export const usualBudget: Budget = limits.running

/** A rule that cost more than its budget, and where it was stopped. Plain data, equal for equal pasts. */
export interface Stop {
  readonly ruleId: string
  readonly ruleVersion: number
  readonly budget: 'held' | 'steps'
  /** What it had come to. */
  readonly reached: number
  readonly allowed: number
  /** Event time from which it judges no more, epoch ms: that of the event looked at. */
  readonly at: number
  readonly event: Pick<Event, 'id' | 'source' | 'type' | 'subject' | 'orgunit'>
}
