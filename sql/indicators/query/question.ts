import type { Filters } from '../compile.ts'
import type { Dimension } from '../indicator.ts'
import type { Comparison, Period } from '../period.ts'

/** Bounds of one query: what it may ask for, and the numbers it answers with (rows × indicators). */
export const mostIndicators = 10
export const mostDimensions = 3
export const mostCells = 20_000
export const defaultRows = 1000
/** Groups found before the largest are answered; a query that finds more is refused. */
export const mostGroups = 50_000

/** A level of the organisation by the parts of its ids. */
export const levels = { branch: 1, 'sub-branch': 2, outlet: 3 } as const
export type LevelName = keyof typeof levels

export const comparisons = ['previous', 'month-before', 'year-before', 'goal'] as const
export type Compare = (typeof comparisons)[number] & (Comparison | 'goal')

/** Relative to the day the numbers reach: `today`, `this-month`, `last-7-days`. */
export type NamedPeriod = { readonly named: string }

export interface Query {
  readonly indicators: readonly string[]
  readonly by: readonly Dimension[]
  /** What `unit` means; default the level below the unit looked at. */
  readonly level?: LevelName
  readonly filters: Filters
  readonly period: Period | NamedPeriod
  readonly compare?: Compare
  /** Days, of campaigns. */
  readonly window?: number
  /** A dimension of `by` or one of the indicators; default the dimensions in their order. */
  readonly order?: { readonly of: string; readonly descending: boolean }
  readonly limit: number
}

/** Why a query is not answered: `at` is the parameter, `why` says what is wrong with it in English. */
export interface Refused {
  readonly kind: 'refused' | 'not-permitted'
  readonly at: string
  readonly why: string
}
export const refused = (at: string, why: string): Refused => ({ kind: 'refused', at, why })
