import type { EventTypeName } from '../events/catalogue.ts'
import type { Class } from './classes.ts'
import type { Duration, WallDuration } from './duration.ts'
import type { FlowQuestion } from './flow-graph.ts'
import type { Opens, RuleTest, Severity, Stage, Words } from './rule.ts'
import type { FieldNode, LiteralNode, Node, ParamNode } from './tree.ts'

/** A parameter with its type settled: int unless its default, bounds or unit (`share`, `rate`) say double. */
export interface CheckedParameter {
  readonly type: ParamNode['type']
  readonly default: number | string | boolean
  readonly unit: string | null
  readonly min: number | null
  readonly max: number | null
}

export type MeasureFunction = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'distinct'

/**
 * An aggregate over the events of `over` that have the rule's key and pass `where`, in (t − within, t].
 * Parameters inside `where` and `of` are those of the aggregated event's own orgunit, not of the trigger's.
 * A sum beyond ±(2^53−1) is null, and so is the average it belongs to.
 */
export interface CheckedMeasure {
  readonly name: string
  readonly function: MeasureFunction
  /** What is aggregated; null for `count`. sum, avg: int. min, max: int or moment. distinct: int, moment, text, bool. */
  readonly of: Node | null
  readonly over: readonly EventTypeName[]
  readonly where: Node | null
  readonly withinMs: number
}

/** Something a hit shows in `values`: `name` is its key there (`amount`, `calls`, `param.maxCalls`). */
export type ShownValue =
  | { readonly name: string; readonly from: 'field'; readonly field: FieldNode }
  /** `name` is `first.amount` of a field `amount`. */
  | { readonly name: string; readonly from: 'first'; readonly field: FieldNode }
  | { readonly name: string; readonly from: 'measure'; readonly measure: string }
  | { readonly name: string; readonly from: 'param'; readonly param: string }

interface CheckedCommon {
  readonly id: string
  readonly version: number
  readonly stage: Stage
  readonly risk: Words
  /** Id in the register of risks. */
  readonly covers: string | null
  readonly severity: Severity
  readonly opens: Opens
  readonly title: Words
  readonly explanation: Words
  readonly class: Class
  readonly owner: string
  /** Hits among 10,000 events judged. */
  readonly expectedRate: number | null
  readonly basis: readonly { clause: string; from?: string; to?: string }[] | 'bank policy'
  readonly check: Words
  readonly rectify: Words
  readonly group: string
  /** Name of the calendar of `localHour`, `isWorkday`, … and of working durations. */
  readonly calendar: string
  readonly params: Readonly<Record<string, CheckedParameter>>
  readonly on: readonly EventTypeName[]
  /** Which events of `on` trigger; a bool or null, null counts as false. */
  readonly where: Node | null
  /** At least one field, never a double. The key of an event is {@link ../hits/key.ts}; a null part and it is not seen. */
  readonly key: readonly FieldNode[]
  /** Whole fen, evaluated at the trigger. */
  readonly amount: Node | null
  /** What the conditions a trigger answers to and `amount` mention, by name bytewise; of a first event, its `where` too. */
  readonly shown: readonly ShownValue[]
  readonly base: {
    readonly type: string
    readonly data: Readonly<Record<string, unknown>>
    readonly subject?: string
    readonly orgunit?: string
    readonly time?: string
  }
  readonly tests: readonly RuleTest[]
  /** What of a flow it asks, if it was written so; the rule is what that comes down to. */
  readonly flow?: FlowQuestion
  /** Path of the file it came from. */
  readonly path: string
  /** Static cost, see ./cost.ts. */
  readonly cost: number
}

export interface CheckedMatchRule extends CheckedCommon {
  readonly kind: 'match'
}

export interface CheckedWindowRule extends CheckedCommon {
  readonly kind: 'window'
  readonly measures: readonly CheckedMeasure[]
  /** Evaluated at the trigger, with its measures. */
  readonly when: Node
}

export interface CheckedDeadlineRule extends CheckedCommon {
  readonly kind: 'deadline'
  readonly expect: readonly EventTypeName[]
  /** Evaluated on the expected event, with the parameters of its own orgunit. */
  readonly expectWhere: Node | null
  /** Both empty when the clock never stands still; conditions have the parameters of the event's own orgunit. */
  readonly pause: readonly EventTypeName[]
  readonly pauseWhere: Node | null
  readonly resume: readonly EventTypeName[]
  readonly resumeWhere: Node | null
  /** Empty when nothing opens it anew. */
  readonly restart: readonly EventTypeName[]
  readonly restartWhere: Node | null
  /** Time allowed, or the text parameter that holds it (its value by the opening event's orgunit). */
  readonly within: Duration | { readonly kind: 'param'; readonly name: string }
  /** Steps `remind-1` … in the order written: so long before the due time, wall or working as `within` is. */
  readonly remind: readonly Duration[]
}

/** `on` and `where` select the first event, `then` and `thenWhere` the second, which triggers. */
export interface CheckedSequenceRule extends CheckedCommon {
  readonly kind: 'sequence'
  readonly then: readonly EventTypeName[]
  readonly thenWhere: Node | null
  readonly withinMs: number
  /** Empty when nothing in between undoes the first. */
  readonly without: readonly EventTypeName[]
  readonly withoutWhere: Node | null
  readonly pair: 'first' | 'last' | 'each'
  /** Evaluated at the second event, with the first. */
  readonly when: Node | null
}

/** `on` and `where` select what is counted, and each such event triggers. */
export interface CheckedPeerRule extends CheckedCommon {
  readonly kind: 'peer'
  readonly function: Exclude<MeasureFunction, 'avg'>
  /** What is aggregated of a day; null for `count`. An event on which it is null is not seen. */
  readonly of: Node | null
  /** Whole local days before that of the trigger. */
  readonly days: number
  /** Fields that make the peers; null against the key's own days. */
  readonly against: readonly FieldNode[] | null
  readonly compare: 'ratio' | 'z'
  readonly side: 'over' | 'below'
  /** A positive int or double, see ./peer.ts for its thousandths; a parameter's by the trigger's orgunit. */
  readonly bound: LiteralNode | ParamNode
  readonly minimum: number
  /** Evaluated at the trigger, with the measures `value` and `baseline`. */
  readonly when: Node | null
}

/** Its key is the subject; it has no events, conditions, parameters and amount of its own. */
export interface CheckedScoreRule extends CheckedCommon {
  readonly kind: 'score'
  /** By rule id, bytewise. */
  readonly of: readonly { readonly ruleId: string; readonly weight: number }[]
  readonly withinMs: number
  /** Ascending. */
  readonly bands: readonly { readonly from: number; readonly severity: Severity }[]
}

export type CheckedRule =
  | CheckedMatchRule
  | CheckedWindowRule
  | CheckedDeadlineRule
  | CheckedSequenceRule
  | CheckedPeerRule
  | CheckedScoreRule
export type { Duration, WallDuration }
