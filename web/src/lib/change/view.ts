import type { ParameterValue } from '@mingjing/rules/bundle/parameters.ts'
import type { YearTable } from '@mingjing/rules/calendar/definition.ts'
import type { WrittenEntry } from '@mingjing/rules/language/list.ts'
import type { Unit } from '@mingjing/sql/indicators/indicator.ts'
import type { ChangeState } from '@mingjing/sql/postgres/changes-table.ts'
import type { QualityShares } from '@mingjing/sql/postgres/quality-tables.ts'

export interface Words {
  zh: string
  en: string
}

/** Somebody named; who is not on our staff list shows their id. */
export type Somebody = Words & { id: string }

/** A change as pages and the HTTP face show it. Moments are epoch ms. */
export interface ChangeView {
  id: number
  state: ChangeState
  what: ParameterView | EntryView | YearView | GoalView | SharesView | PeriodView
  reason: string
  proposedBy: Somebody
  proposedAt: number
  decidedBy: Somebody | null
  decidedAt: number | null
  note: string | null
  /** The bundle in force when it was proposed, and the one it put in force. */
  base: string
  bundle: string | null
  /** Why the reader may not do it, or null when they may. */
  barred: { approve: Words | null; reject: Words | null; withdraw: Words | null }
}

export interface ParameterView {
  kind: 'parameter'
  rule: string
  title: Words
  parameter: string
  /** Of its values: `fen`, `s`, … */
  unit: string | null
  orgunit: string
  /** Null: none of its own. */
  before: ParameterValue | null
  after: ParameterValue | null
  /** What holds at the unit without a value of its own; null once the change is over. */
  inherited: ParameterValue | null
}

export interface EntryView {
  kind: 'list'
  list: string
  title: Words
  step: 'add' | 'end' | 'correct'
  before: WrittenEntry | null
  after: WrittenEntry
}

/** A year of a calendar. */
export interface YearView {
  kind: 'calendar'
  calendar: string
  title: Words
  year: number
  /** Null: weekends only, provisional. */
  before: YearTable | null
  after: YearTable
}

/** What quality control draws. */
export interface SharesView {
  kind: 'shares'
  title: Words
  before: QualityShares
  after: QualityShares
}

/** How long a kind of record is kept, months. */
export interface PeriodView {
  kind: 'retention'
  title: Words
  before: number | null
  after: number
}

export interface GoalView {
  kind: 'goal'
  indicator: string
  title: Words
  orgunit: string
  product: string
  month: string
  /** Of the values: `fen`, `count`, … */
  unit: Unit
  before: number | null
  after: number | null
}
