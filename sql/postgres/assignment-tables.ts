import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { type IssueClass, orgUnits, people } from './schema.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** What a person can handle and how much at a time. Who has no row is of every skill and of the usual capacity. */
export const workProfiles = pgTable(
  'work_profiles',
  {
    personId: text('person_id')
      .primaryKey()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** Null is every stage. */
    stages: text('stages').array(),
    /** Null is every class; what the unit may not know stays out of reach whatever stands here. */
    classes: text('classes').array().$type<IssueClass[]>(),
    /** Points of open issues at which the person has enough; see sql/assignment/points.ts. 0 takes none. */
    capacity: integer('capacity').notNull(),
    changedBy: text('changed_by').notNull(),
    changedAt: moment('changed_at').notNull(),
  },
  (t) => [check('work_profiles_capacity', sql`${t.capacity} >= 0`)],
)

export type DelegationState = 'proposed' | 'approved' | 'refused'

/** When somebody is away, and who stands in for them meanwhile. */
export const absences = pgTable(
  'absences',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    startsAt: moment('starts_at').notNull(),
    /** The first moment the person is back. */
    endsAt: moment('ends_at').notNull(),
    delegate: text('delegate').references(() => people.id, { onDelete: 'cascade' }),
    /** Null without a delegate. */
    delegation: text('delegation').$type<DelegationState>(),
    decidedBy: text('decided_by'),
    enteredBy: text('entered_by').notNull(),
    enteredAt: moment('entered_at').notNull(),
    /** Taken back, or ended early, at this moment. */
    endedAt: moment('ended_at'),
  },
  (t) => [
    index('absences_person').on(t.personId, t.endsAt),
    index('absences_delegate').on(t.delegate, t.endsAt),
    check('absences_period', sql`${t.startsAt} < ${t.endsAt}`),
    check('absences_other', sql`${t.delegate} <> ${t.personId}`),
  ],
)

/** Whether issues of a unit and of those below it are assigned by themselves; the nearest row above a unit decides, none is off. */
export const assignmentSwitches = pgTable('assignment_switches', {
  orgunit: text('orgunit')
    .primaryKey()
    .references(() => orgUnits.id),
  automatic: boolean('automatic').notNull(),
  changedBy: text('changed_by').notNull(),
  changedAt: moment('changed_at').notNull(),
})
