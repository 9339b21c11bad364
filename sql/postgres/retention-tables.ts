import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { Reach } from './reach.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** What a hold can lie on. `account` is an account, a card or the other side of a transfer. */
export const holdKinds = ['subject', 'account', 'customer', 'partner', 'issue'] as const
export type HoldKind = (typeof holdKinds)[number]

/** While a hold stands, nothing of what it lies on is deleted. */
export const legalHolds = pgTable(
  'legal_holds',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').$type<HoldKind>().notNull(),
    /** Id of the subject, account, customer, partner or issue, as events name it. */
    value: text('value').notNull(),
    /** The unit of who placed it: its people and those above see it and may lift it. */
    orgunit: text('orgunit').notNull(),
    reason: text('reason').notNull(),
    /** Number of the letter it rests on. */
    reference: text('reference').notNull(),
    placedBy: text('placed_by').notNull(),
    placedAt: moment('placed_at').notNull(),
    liftedBy: text('lifted_by'),
    liftedAt: moment('lifted_at'),
    liftReason: text('lift_reason'),
  },
  (t) => [
    index('legal_holds_standing').on(t.kind, t.value).where(sql`${t.liftedAt} is null`),
    // The last line of the four eyes: whatever the code above does, nobody lifts what they placed.
    check(
      'legal_holds_four_eyes',
      sql`(${t.liftedAt} is null) = (${t.liftedBy} is null) and (${t.liftedBy} is null or ${t.liftedBy} <> ${t.placedBy})`,
    ),
  ],
)

/** Rows of one group that a run found or deleted; which fields name the group follows from the kind of record. */
export interface Erased {
  readonly topic?: string
  readonly partition?: number
  readonly type?: string
  readonly rule?: string
  readonly step?: string
  readonly rows: number
  /** Of hits: those that stood, and those of them that open an issue. */
  readonly net?: number
  readonly opening?: number
}

/** One deletion: of a kind of record and, in ClickHouse, of a month. It is written down before it is done. */
export const retentionRuns = pgTable(
  'retention_runs',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').notNull(),
    state: text('state').$type<'planned' | 'done'>().notNull(),
    /** `202601` of a partition in ClickHouse; null in Postgres. */
    month: text('month'),
    /** What is older may go. */
    cutoff: moment('cutoff').notNull(),
    reach: jsonb('reach').$type<readonly Reach[]>().notNull(),
    /** What lay there when it was planned, held rows too. */
    planned: jsonb('planned').$type<readonly Erased[]>().notNull(),
    /** What is gone of it. */
    erased: jsonb('erased').$type<readonly Erased[]>().notNull(),
    rows: bigint('rows', { mode: 'number' }).notNull().default(0),
    /** Rows beyond their period that a hold or an open issue keeps. */
    held: bigint('held', { mode: 'number' }).notNull().default(0),
    plannedAt: moment('planned_at').notNull(),
    doneAt: moment('done_at'),
  },
  (t) => [index('retention_runs_kind').on(t.kind, t.id), index('retention_runs_state').on(t.state)],
)
