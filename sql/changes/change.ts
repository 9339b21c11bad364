import type { ParameterValue } from '@mingjing/rules/bundle/parameters.ts'
import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import type { WrittenEntry } from '@mingjing/rules/language/list.ts'

/** What somebody wants to be different: the value of a parameter at a unit, or one entry of a list. */
export type Change = ParameterChange | ListChange

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

/** Two entries of a list never have the same value on the same day, so these two name one. */
export interface EntryName {
  readonly value: string
  /** `2026-03-31`; null since ever. */
  readonly from: string | null
}

/** What stood there before: the unit's own value, or the entry. */
export type Before = { readonly value: ParameterValue } | { readonly entry: WrittenEntry }

export const targetOf = (change: Change): string => (change.kind === 'parameter' ? change.rule : change.list)

/** The unit for which a change would hold: lists hold for the whole bank. */
export const unitOf = (change: Change): string => (change.kind === 'parameter' ? change.orgunit : headOffice)
