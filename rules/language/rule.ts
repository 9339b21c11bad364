import type { Class } from './classes.ts'
import type { Severity } from './severities.ts'
import type { Stage } from './stages.ts'

/** The shape of a rule file as an officer writes it. The check of it lives in ./load.ts, the meaning in ARCHITECTURE.md. */

export type { Severity, Stage }

/** What a hit leads to: kept for numbers only, a reminder to the person, or an issue people must work. */
export type Opens = 'record' | 'remind' | 'issue'
export interface Words {
  zh: string
  en: string
}
/** An expression of the rule language, in CEL syntax. */
export type Expression = string

export interface Parameter {
  default: number | string | boolean
  /** `fen`, `s`, `count`, `share`, `day`, `month`, `year` … */
  unit?: string
  min?: number
  max?: number
}

/** An event of a rule's test: the rule's `base` event plus what differs. `at` is a moment or `+<duration>` after the base. */
export interface TestEvent {
  type?: string
  id?: string
  at?: string
  subject?: string
  orgunit?: string
  /** Data fields that differ; null takes a field away. */
  [field: string]: unknown
}

export interface RuleTest {
  name: string
  events: TestEvent[]
  /** Evaluate deadlines up to here; default the last event's time. */
  until?: string
  /** How many hits, or the steps expected in order (`[remind-1, breach]`). 0 makes it a near miss. */
  hits: number | string[]
}

interface Common {
  id: string
  /** Raised whenever the meaning changes. */
  version: number
  stage: Stage
  /** What can go wrong, in one phrase. */
  risk: Words
  /** The risk of the register (../risks.yaml) it guards against, by id; the library's tests ask it of every rule. */
  covers?: string
  severity: Severity
  opens: Opens
  title: Words
  explanation: Words
  /** Class of the issue: who may see it. */
  class?: Class
  owner: string
  /**
   * Hits its owner expects among 10,000 events it judges (of `on`; of `then` for a sequence; of a score, among 10,000
   * hits it weighs) at an ordinary bank. Compared with what is measured; decides nothing.
   */
  expectedRate?: number
  /** Clauses it rests on, by name and year, with the dates they are in force; `bank policy` otherwise. */
  basis: { clause: string; from?: string; to?: string }[] | 'bank policy'
  check: Words
  rectify: Words
  /** Expression of the amount involved, in fen; in a window rule it may name measures, in a sequence `first.x`, in a peer rule `value`. */
  amount?: Expression
  /** Hits of one subject and group join one issue; default the rule's stage. */
  group?: string
  calendar?: string
  params?: Record<string, Parameter>
  /** Type of event or types; every field used must exist on each or be read as null where it does not. */
  on: string | string[]
  /** Which of those events count; for a match rule the whole condition is here. */
  where?: Expression
  /** Fields whose values together are the key; default `[subject]`. An event with a null key part is not seen. */
  key?: string[]
  base: { type: string; data: Record<string, unknown>; subject?: string; orgunit?: string; time?: string }
  tests: RuleTest[]
}

/** One event that should not be. */
export interface MatchRule extends Common {
  kind: 'match'
}

/**
 * An aggregate over the events of one key within (t − within, t]; exactly one of the six functions. A parameter in it is
 * that of the aggregated event's own orgunit.
 */
export interface Measure {
  count?: true
  sum?: Expression
  avg?: Expression
  min?: Expression
  max?: Expression
  distinct?: Expression
  /** Event types aggregated; default the rule's `on`. */
  over?: string | string[]
  /** Filter on the aggregated events, besides nothing else: the rule's `where` selects triggers only. */
  where?: Expression
  /** Wall-clock duration such as `30m`, `24h`, `7d`. */
  within: string
}

/** Too much, too many, too few within a time. Judged at every trigger (an event of `on` that passes `where`). */
export interface WindowRule extends Common {
  kind: 'window'
  measures: Record<string, Measure>
  /** Condition over the measures, the trigger's fields and the parameters. */
  when: Expression
}

/** After an event of `on`, one of `expect` must come in time. */
export interface DeadlineRule extends Common {
  kind: 'deadline'
  /** Event type or types that complete it (same key). */
  expect: string | string[]
  expectWhere?: Expression
  /** Event type or types (same key) from which on the clock stands still; needs `resume`. */
  pause?: string | string[]
  pauseWhere?: Expression
  /** Event type or types (same key) from which on the clock of a paused deadline runs again. */
  resume?: string | string[]
  resumeWhere?: Expression
  /** Event type or types (same key) that end a deadline not met yet and open a new one at themselves. */
  restart?: string | string[]
  restartWhere?: Expression
  /** Time allowed: `3wd` working days, `24wh` working hours, `24h`/`15d` wall time; or a parameter holding such a text. */
  within: string
  /** Reminders, each a duration before the due time in the same kind of time (`4wh` before). */
  remind?: string[]
}

/** First one thing, then another, with the same key, and nothing in between that would make it right. */
export interface SequenceRule extends Common {
  kind: 'sequence'
  /** Event type or types of the second event, the one that triggers. */
  then: string | string[]
  thenWhere?: Expression
  /** Wall-clock duration: the first event lies in (t − within, t]. */
  within: string
  /** Event type or types that, strictly between the two, undo the first. */
  without?: string | string[]
  withoutWhere?: Expression
  /** Which of the first events that qualify: the earliest, the latest (the default) or each of the newest 20. */
  pair?: 'first' | 'last' | 'each'
  /** Condition over both: a field of the second by its name, of the first as `first.name`. */
  when?: Expression
}

/** A key's value of one local day, far from its own days before or from those of its peers. */
export interface PeerRule extends Common {
  kind: 'peer'
  /** What a day is worth: one function over the events of `on` that pass `where`. */
  value: DayValue
  /** Local days before the day of the trigger that are the baseline. */
  days: number
  /** The key's own days, or fields whose equal values make the peers: the days of all other keys there. */
  against: 'own' | string[]
  /** Times the mean, or standard deviations from it. */
  compare: 'ratio' | 'z'
  /** Exactly one of the two: a number of at most three decimals, or `param.name`. */
  over?: number | string
  below?: number | string
  /** Daily values the baseline has at least. */
  minimum: number
  /** Condition over `value`, `baseline`, the trigger's fields and the parameters. */
  when?: Expression
}

export interface DayValue {
  count?: true
  sum?: Expression
  min?: Expression
  max?: Expression
  distinct?: Expression
}

/** Findings of other rules on one subject, weighed together. */
export interface ScoreRule extends Omit<Common, 'on' | 'where' | 'key' | 'amount' | 'params' | 'calendar'> {
  kind: 'score'
  /** Weights of other rules of the bundle, no scores, by id; each counts once, however often it hit. */
  of: Record<string, number>
  /** Wall-clock duration: hits in (t − within, t] count. */
  within: string
  /** From which sum on it is how severe, ascending; the last has the rule's own severity. */
  bands: { from: number; severity: Severity }[]
}

export const flowDeviations = [
  'missing-node',
  'wrong-order',
  'rework',
  'too-few-reviews',
  'same-person',
  'beyond-authority',
] as const

/** A case that leaves the way a flow file draws; what it looks at, its key and its parameters are the flow's. */
export interface FlowRule extends Omit<Common, 'on' | 'where' | 'key' | 'params'> {
  kind: 'flow'
  /** Name of a flow of the bundle. */
  flow: string
  deviation: (typeof flowDeviations)[number]
  /** The node visited too often, too rarely, beyond authority; or the only one that must not be missing. */
  node?: string
  /** The only pair that needs two people; default all of the flow. */
  nodes?: string[]
  /** The node at whose visits it is judged whether others are missing or too few. */
  at?: string
}

export type Rule = MatchRule | WindowRule | DeadlineRule | SequenceRule | PeerRule | ScoreRule | FlowRule
