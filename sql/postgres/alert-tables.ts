import { sql } from 'drizzle-orm'
import { bigint, check, doublePrecision, index, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { people } from './schema.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** `below` and `above` a bound; moved against the grain before by more than it; on the way to less than it of the goal. */
export const alertConditions = ['below', 'above', 'fall', 'rise', 'change', 'goal'] as const
export type AlertCondition = (typeof alertConditions)[number]
export type AlertGrain = 'day' | 'week' | 'month'

/** What a person wants to be told of an indicator. Taken back, it is gone; setting and taking back are on record. */
export const indicatorAlerts = pgTable(
  'indicator_alerts',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    indicator: text('indicator').notNull(),
    orgunit: text('orgunit').notNull(),
    condition: text('condition').$type<AlertCondition>().notNull(),
    /** In the unit of the indicator; of a change a share, of a goal the share of it that is to be reached. */
    bound: doublePrecision('bound').notNull(),
    grain: text('grain').$type<AlertGrain>().notNull(),
    /** The newest day, week or month judged, by its key; null before the first. */
    judged: text('judged'),
    /** The one at which it was crossed and since when it is quiet; null while nothing is the matter. */
    crossedAt: text('crossed_at'),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    index('indicator_alerts_person').on(t.personId),
    index('indicator_alerts_due').on(t.grain, t.judged),
    check('indicator_alerts_grain', sql`${t.grain} in ('day', 'week', 'month')`),
  ],
)

/** `none`: there was no number, or too early in the month to tell; `not-permitted`: the person may not see it any more. */
export type AlertOutcome = 'clear' | 'crossed' | 'still' | 'recovered' | 'none' | 'not-permitted'

/** One judgement of an alert: at most one for each of its days, weeks or months. */
export const indicatorAlertChecks = pgTable(
  'indicator_alert_checks',
  {
    alertId: bigint('alert_id', { mode: 'number' })
      .notNull()
      .references(() => indicatorAlerts.id, { onDelete: 'cascade' }),
    period: text('period').notNull(),
    outcome: text('outcome').$type<AlertOutcome>().notNull(),
    value: doublePrecision('value'),
    /** The grain before, or the month's goal. */
    against: doublePrecision('against'),
    checkedAt: moment('checked_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.alertId, t.period] })],
)
