import type { Value } from '../events/event.ts'
import type { Severity } from '../language/rule.ts'

/** What a rule found. The NDJSON form of `replay`, the row of `hits`, and the input of issues are this shape. */
export interface Hit {
  /** hash(rule, version, key, trigger event, step): see {@link ./id.ts}. */
  readonly hitId: string
  readonly ruleId: string
  readonly ruleVersion: number
  /** The rule's key values joined by U+001F, `∅` for null. */
  readonly key: string
  /** `hit`; `hit-1` … where a sequence pairs with each; `band-1` … for scores; `remind-1` … `remind-n`, `breach` for deadlines. */
  readonly step: string
  readonly subject: string
  /** RFC 3339 in UTC with milliseconds: event time of the trigger, or the due time of a deadline step. */
  readonly at: string
  /** `source` + U+0000 + `id` is what identifies an event; here `source#id`. */
  readonly triggerId: string
  /** Events that made it true, `source#id`, ordered by (time, id) bytewise, at most {@link evidenceMax} newest ones. */
  readonly evidence: readonly string[]
  readonly severity: Severity
  /** Whole fen, or null when the rule concerns no amount. */
  readonly amount: number | null
  /** The values the condition saw: fields, measures and parameters it names. */
  readonly values: Readonly<Record<string, Value>>
}

/** Evidence is capped so that a hit stays a small row; `values` still tell the whole count or sum. */
export const evidenceMax = 20
