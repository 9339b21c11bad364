import { sql } from 'drizzle-orm'
import { bigint, check, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** What a unit did to move an indicator of its cockpit, and from which day on. Never changed: another is recorded. */
export const branchMeasures = pgTable(
  'branch_measures',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    indicator: text('indicator').notNull(),
    /** The unit that did it, with everything below it. */
    orgunit: text('orgunit').notNull(),
    /** First day of the bank it was in force, `YYYY-MM-DD`. */
    startsOn: text('starts_on').notNull(),
    text: text('text').notNull(),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: moment('recorded_at').notNull(),
  },
  (t) => [
    index('branch_measures_indicator').on(t.indicator, t.startsOn),
    check('branch_measures_day', sql`${t.startsOn} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'`),
  ],
)
