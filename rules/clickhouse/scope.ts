import type { Calendar } from '../calendar/compile.ts'
import type { CheckedMeasure, CheckedRule } from '../language/checked.ts'
import type { CheckedList } from '../language/list.ts'

/** Values of a rule's parameters by parameter and orgunit, as in a bundle. */
export type ParametersOfRule = Readonly<Record<string, Readonly<Record<string, number | string | boolean>>>>

/** What an expression is translated for. */
export interface Scope {
  readonly rule: CheckedRule
  readonly parameters: ParametersOfRule
  readonly calendar: Calendar
  /** First and last local day the calendar's arrays reach. */
  readonly days: DayRange
  /** Lists of the bundle. */
  readonly lists: readonly CheckedList[]
  readonly measures: readonly CheckedMeasure[]
  /** A name no other part of the query has, to say a value once and use it twice. */
  readonly name: () => string
}

export interface DayRange {
  readonly first: number
  readonly last: number
}
