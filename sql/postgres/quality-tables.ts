import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { type IssueClass, type IssueSeverity, issues } from './schema.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** Whether what hit was a real problem, as one officer judged. */
export type QualityVerdict = 'confirmed' | 'dismissed'

/** Shares of decisions that are judged a second time, 0 … 1; of a stratum `stage/severity` where it has its own. */
export interface QualityShares {
  readonly all: number
  readonly strata: Readonly<Record<string, number>>
}

/** A month whose sample was drawn: once, with the shares of that moment. */
export const qualityDraws = pgTable('quality_draws', {
  /** `2026-10`, at the bank. */
  period: text('period').primaryKey(),
  drawnAt: moment('drawn_at').notNull(),
  shares: jsonb('shares').$type<QualityShares>().notNull(),
  /** Decisions of the month, and how many were drawn. */
  decisions: integer('decisions').notNull(),
  drawn: integer('drawn').notNull(),
})

/** Decisions on issues that a second officer judges without knowing the reasons of the first. */
export const qualitySamples = pgTable(
  'quality_samples',
  {
    /** `period:issue id`. */
    id: text('id').primaryKey(),
    period: text('period')
      .notNull()
      .references(() => qualityDraws.period),
    issueId: text('issue_id')
      .notNull()
      .references(() => issues.id),
    /** `stage/severity`. */
    stratum: text('stratum').notNull(),
    ruleIds: text('rule_ids').array().notNull(),
    orgunit: text('orgunit').notNull(),
    class: text('class').$type<IssueClass>().notNull(),
    severity: text('severity').$type<IssueSeverity>().notNull(),
    firstBy: text('first_by').notNull(),
    first: text('first').$type<QualityVerdict>().notNull(),
    /** Whether it was taken by its share, or because the officer had none otherwise. */
    drawnFor: text('drawn_for').$type<'share' | 'officer'>().notNull(),
    /** Who is to judge it; null when nobody could be found. */
    reviewer: text('reviewer'),
    second: text('second').$type<QualityVerdict>(),
    secondBy: text('second_by'),
    secondAt: moment('second_at'),
    reason: text('reason'),
    reopenedBy: text('reopened_by'),
    reopenedAt: moment('reopened_at'),
  },
  (t) => [
    index('quality_samples_reviewer').on(t.reviewer, t.secondAt),
    index('quality_samples_issue').on(t.issueId),
    index('quality_samples_period').on(t.period),
    check('quality_samples_four_eyes', sql`${t.secondBy} is null or ${t.secondBy} <> ${t.firstBy}`),
  ],
)
