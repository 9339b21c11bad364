import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { IssueHit } from '../issues/hit.ts'
import { type IssueClass, issues } from './schema.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })
const whole = (name: string) => bigint(name, { mode: 'number' })

/** What a rule is exempted for: everything, or one subject, partner, outlet or member of staff; or one issue as it stands. */
export const exemptionKinds = ['rule', 'subject', 'partner', 'outlet', 'staff', 'issue'] as const
export type ExemptionKind = (typeof exemptionKinds)[number]

export const exemptionStates = ['proposed', 'approved', 'refused', 'withdrawn', 'ended'] as const
export type ExemptionState = (typeof exemptionStates)[number]

/** For a time, hits of a rule open no issue: asked for by one person, approved by another, bounded, and never backdated. */
export const exemptions = pgTable(
  'exemptions',
  {
    id: whole('id').primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').$type<ExemptionKind>().notNull(),
    /** The rule; of an issue all rules that had hit by then. */
    rules: text('rules').array().notNull(),
    /** The subject, partner, outlet or staff id; empty for a whole rule and for an issue. */
    value: text('value').notNull().default(''),
    /** It holds for hits of this unit and those below it. */
    orgunit: text('orgunit').notNull(),
    /** A hit of a stricter class is never covered. */
    class: text('class').$type<IssueClass>().notNull(),
    issueId: text('issue_id').references(() => issues.id),
    /** Of an issue: its key, and those of the issues merged into it. */
    keys: text('keys').array().notNull().default(sql`'{}'::text[]`),
    /** Staff it is about: they neither see it nor decide on it. */
    concerned: text('concerned').array().notNull().default(sql`'{}'::text[]`),
    reason: text('reason').notNull(),
    /** What it rests on: the number of a document, a letter, the file attached to the issue. */
    evidence: text('evidence').notNull(),
    state: text('state').$type<ExemptionState>().notNull().default('proposed'),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: moment('proposed_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: moment('decided_at'),
    note: text('note'),
    /** Since when it holds: later than the clock of every block planned before it was approved. Null until then. */
    since: moment('since'),
    /** The first moment at which it holds no more. */
    until: moment('until').notNull(),
    /** Of one ended early, since when: later than the clock of every block planned before. */
    endedAt: moment('ended_at'),
    endedBy: text('ended_by'),
    endReason: text('end_reason'),
    /** Whether ending it opened the issues it had kept from opening. */
    takenBack: boolean('taken_back').notNull().default(false),
  },
  (t) => [
    index('exemptions_state').on(t.state, t.until),
    index('exemptions_issue').on(t.issueId),
    // The last line of the four eyes, as with changes.
    check(
      'exemptions_four_eyes',
      sql`${t.state} not in ('approved', 'refused', 'ended') or (${t.decidedBy} is not null and ${t.decidedBy} <> ${t.proposedBy})`,
    ),
    check('exemptions_since', sql`${t.state} not in ('approved', 'ended') or ${t.since} is not null`),
  ],
)

/** Hits that an exemption kept from opening an issue. They are among `hits` like any other. */
export const exemptHits = pgTable(
  'exempt_hits',
  {
    hitId: text('hit_id').primaryKey(),
    exemptionId: whole('exemption_id')
      .notNull()
      .references(() => exemptions.id),
    ruleId: text('rule_id').notNull(),
    subject: text('subject').notNull(),
    orgunit: text('orgunit').notNull(),
    actor: text('actor'),
    amount: whole('amount'),
    at: moment('at').notNull(),
    seenAt: moment('seen_at').notNull(),
    /** Whole, so that an issue can be opened of it when the exemption is taken back. */
    hit: jsonb('hit').$type<IssueHit>().notNull(),
    withdrawnAt: moment('withdrawn_at'),
    /** When the exemption was taken back and the hit opened an issue after all. */
    releasedAt: moment('released_at'),
  },
  (t) => [index('exempt_hits_exemption').on(t.exemptionId, t.at), index('exempt_hits_rule').on(t.ruleId, t.at)],
)
