import type { Permission } from '../access/permission.ts'

/** What a number can be broken down by. `unit` is the next level of the organisation below the unit looked at. */
export const dimensions = [
  'minute',
  'day',
  'week',
  'month',
  'unit',
  'orgunit',
  'product',
  'channel',
  'type',
  'severity',
  'stage',
  'rule',
  'state',
  'class',
  'decision',
  'mode',
  'reason',
  'campaign',
  'segment',
  'actor',
  'business',
  'hour',
  'age',
  'nextStage',
  'origin',
] as const
export type Dimension = (typeof dimensions)[number]

/** `fen`, `s` and `ms` are whole; `share` is 0 … 1, `mean` an average; both null when nothing is there to be shared. */
export type Unit = 'count' | 'fen' | 'share' | 's' | 'ms' | 'mean'

/** The tables an indicator may read; see ./tables.ts. */
export type TableName =
  | 'events'
  | 'campaignCustomers'
  | 'contractStages'
  | 'contractMonths'
  | 'overdueEntries'
  | 'overdueAges'
  | 'debtorDays'
  | 'personalVisits'
  | 'corporateVisits'
  | 'staffedSpans'
  | 'corporateBalances'
  | 'eventSums'
  | 'hitSums'
  | 'actorHits'
  | 'milestoneSums'
  | 'deadlines'
  | 'blocks'
  | 'newestBlocks'
  | 'issues'
  | 'deadLetters'

/** One number from one table: an aggregate in the SQL of that table's database, and which rows it is taken over. */
export interface Part {
  readonly table: TableName
  /** With `{rows}` in the place of the condition (`sumIf(amount, {rows})`) it can be taken in one pass with others. */
  readonly value: string
  /** `{now}` is the present moment, `{asOf}` the one up to which events were judged, `{soon}` the `soonUntil` of that. */
  readonly where?: string
  /** In Postgres: the column that places a row in time. */
  readonly at?: 'opened_at' | 'closed_at' | 'seen_at'
}

export interface Ratio {
  readonly numerator: Part
  readonly denominator: Part
}

export type Formula =
  | { readonly kind: 'value'; readonly of: Part }
  /** Null where the denominator is 0 or absent. */
  | ({ readonly kind: 'ratio' } & Ratio)
  /** The share of one group less that of another; null where either has nobody. */
  | { readonly kind: 'difference'; readonly of: Ratio; readonly less: Ratio }
  /** Against the monthly goals set for another indicator; `actual` is what counts towards them. */
  | { readonly kind: 'attainment'; readonly actual: Part; readonly goalOf: string }

export interface Words {
  readonly zh: string
  readonly en: string
}

/** A number anybody may be shown, as data: screens, exports, alerts and the API know it by `id` only. */
export interface Indicator {
  readonly id: string
  readonly name: Words
  readonly definition: Words
  readonly unit: Unit
  readonly formula: Formula
  /** What it can be broken down by; every part's table must know each of them. */
  readonly by: readonly Dimension[]
  /** Which way is good: more, less, or neither. */
  readonly better: 'more' | 'less' | 'neither'
  /** `period`: over the days asked for; `now`: as things stand, whatever the days. */
  readonly over: 'period' | 'now'
  /** Goals may be set for it, by month, unit and product; those of a share in millionths. */
  readonly goals?: true
  /** The numbers of units below a unit add up to its own. */
  readonly additive?: true
  /** The group and section of the branch cockpit it belongs to. */
  readonly cockpit?: Cockpit
  /** Who answers for the definition. */
  readonly owner: 'compliance' | 'credit' | 'operations' | 'marketing' | 'branches' | 'post-loan' | 'technology'
  /** Default `indicators:read`. */
  readonly needs?: Permission
}

/** The two groups of the branch cockpit and the sections they are shown in, in their order. */
export const cockpitSections = {
  appointments: ['before', 'during', 'after'],
  business: ['outlet', 'accounts', 'deposits', 'settlement', 'payroll', 'credit', 'clients'],
} as const
export type CockpitGroup = keyof typeof cockpitSections
export type Cockpit = {
  readonly [G in CockpitGroup]: { readonly group: G; readonly section: (typeof cockpitSections)[G][number] }
}[CockpitGroup]

export const indicator = (entry: Indicator): Indicator => entry
