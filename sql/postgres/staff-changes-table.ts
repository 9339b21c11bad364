import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import type { StaffStanding, StaffWish } from '../staffing/wish.ts'
import type { ChangeState } from './changes-table.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** Who is to get an account, a role, a unit or a way in; each asked for by one administrator and decided by another. */
export const staffChanges = pgTable(
  'staff_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Staff id; of somebody who is to join it is nobody's yet. */
    personId: text('person_id').notNull(),
    wish: jsonb('wish').$type<StaffWish>().notNull(),
    /** How the person stood when it was asked; SQL null of who is to join. */
    before: jsonb('before').$type<StaffStanding>(),
    /** The lowest unit that contains both where the person is and where they shall be: who decides keeps it. */
    orgunit: text('orgunit').notNull(),
    state: text('state').$type<ChangeState>().notNull().default('proposed'),
    reason: text('reason').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: moment('proposed_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: moment('decided_at'),
    note: text('note'),
  },
  (t) => [
    index('staff_changes_state').on(t.state, t.proposedAt),
    index('staff_changes_person').on(t.personId, t.id),
    // One at a time: what waits was judged against how the person stands.
    uniqueIndex('staff_changes_waiting').on(t.personId).where(sql`${t.state} = 'proposed'`),
    check(
      'staff_changes_four_eyes',
      sql`${t.state} not in ('approved', 'rejected') or (${t.decidedBy} is not null
        and ${t.decidedBy} <> ${t.proposedBy} and ${t.decidedBy} <> ${t.personId} and ${t.proposedBy} <> ${t.personId})`,
    ),
  ],
)
