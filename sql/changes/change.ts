import type { ParameterValue } from '@mingjing/rules/bundle/parameters.ts'
import type { YearTable } from '@mingjing/rules/calendar/definition.ts'
import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import type { WrittenEntry } from '@mingjing/rules/language/list.ts'
import type { QualityShares } from '../postgres/quality-tables.ts'

/** What somebody wants to be different: a parameter at a unit, an entry of a list, a year of a calendar, a goal, what quality control draws, or how long records are kept. */
export type Change = BundleChange | BesideChange
/** Those that come into force beside the bundle, which they leave as it is. */
export type BesideChange = GoalChange | SharesChange | RetentionChange
/** Those that come into force as the next bundle. */
export type BundleChange = ParameterChange | ListChange | CalendarChange

export interface ParameterChange {
  readonly kind: 'parameter'
  readonly rule: string
  readonly parameter: string
  readonly orgunit: string
  /** Null takes the unit's own value away: that of the unit above holds again, or the default. */
  readonly value: ParameterValue | null
}

export interface ListChange {
  readonly kind: 'list'
  readonly list: string
  /** The entry that is ended or corrected, by its value and first day; null adds one. */
  readonly entry: EntryName | null
  /** The entry as it shall be. */
  readonly after: WrittenEntry
}

export interface CalendarChange {
  readonly kind: 'calendar'
  readonly calendar: string
  readonly year: number
  /** Days off and days worked in exchange, as the notice for the year has them. */
  readonly after: YearTable
}

export interface GoalChange {
  readonly kind: 'goal'
  readonly indicator: string
  readonly orgunit: string
  /** Empty for all products. */
  readonly product: string
  /** `2026-11`. */
  readonly month: string
  /** In the unit of the indicator, whole; null takes the goal away. */
  readonly value: number | null
}

export interface SharesChange {
  readonly kind: 'shares'
  /** Of decisions that are judged a second time, all of them as they shall be. */
  readonly shares: QualityShares
}

export interface RetentionChange {
  readonly kind: 'retention'
  /** A kind of record; see sql/retention/kinds.ts. */
  readonly records: string
  /** How long it shall be kept. */
  readonly months: number
}

/** Two entries of a list never have the same value on the same day, so these two name one. */
export interface EntryName {
  readonly value: string
  /** `2026-03-31`; null since ever. */
  readonly from: string | null
}

/** What stood there before: the unit's own value, or the entry. */
export type Before =
  | { readonly value: ParameterValue }
  | { readonly entry: WrittenEntry }
  | { readonly table: YearTable }
  | { readonly goal: number }
  | { readonly shares: QualityShares }
  | { readonly months: number }

export const targetOf = (change: Change): string => {
  switch (change.kind) {
    case 'parameter':
      return change.rule
    case 'list':
      return change.list
    case 'calendar':
      return change.calendar
    case 'goal':
      return change.indicator
    case 'shares':
      return 'quality'
    case 'retention':
      return change.records
  }
}

/** The unit for which a change would hold: all but parameters and goals hold for the whole bank. */
export const unitOf = (change: Change): string =>
  change.kind === 'parameter' || change.kind === 'goal' ? change.orgunit : headOffice
