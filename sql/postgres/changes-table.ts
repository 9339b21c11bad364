import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { Before, Change } from '../changes/change.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** `overtaken`: what it meant to change was changed meanwhile. */
export const changeStates = ['proposed', 'approved', 'rejected', 'withdrawn', 'overtaken'] as const
export type ChangeState = (typeof changeStates)[number]

/** Changes of what rules decide by, each proposed by one person and decided by another. */
export const changes = pgTable(
  'changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    change: jsonb('change').$type<Change>().notNull(),
    /** What stood there when it was proposed; SQL null where nothing did. */
    before: jsonb('before').$type<Before>(),
    /** The bundle in force when it was proposed. */
    base: text('base').notNull(),
    /** A rule's id or a list's name. */
    target: text('target').notNull(),
    /** The unit for which it would hold; a list holds for the head office. */
    orgunit: text('orgunit').notNull(),
    state: text('state').$type<ChangeState>().notNull().default('proposed'),
    reason: text('reason').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: moment('proposed_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: moment('decided_at'),
    /** What the one who decided said to it. */
    note: text('note'),
    /** The bundle that was put in force by it. */
    bundle: text('bundle'),
  },
  (t) => [
    index('changes_state').on(t.state, t.proposedAt),
    index('changes_target').on(t.target, t.state),
    // The last line of the four eyes: whatever the code above does, nobody approves or rejects what they proposed.
    check(
      'changes_four_eyes',
      sql`${t.state} not in ('approved', 'rejected') or (${t.decidedBy} is not null and ${t.decidedBy} <> ${t.proposedBy})`,
    ),
  ],
)
