import { index, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { type IssueClass, type IssueSeverity, people } from './schema.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

export const notificationKinds = [
  'order',
  'send-back',
  'assigned',
  'escalated',
  'urge',
  'remind',
  'mention',
  /** Somebody is to stand in for a colleague, or does. */
  'delegation',
  /** The reconciliation found a difference. */
  'differs',
  /** An exemption is asked for, decided on, or about to end. */
  'exemption',
  /** Decisions of others are to be judged a second time. */
  'quality',
  /** An indicator somebody watches crossed their bound, or is back. */
  'alert',
] as const
export type NotificationKind = (typeof notificationKinds)[number]

/** What people are told. Who sees which row is decided in sql/access. */
export const notifications = pgTable(
  'notifications',
  {
    /** Deterministic: hit id or action, and the recipient. */
    id: text('id').primaryKey(),
    /** Null when it is nobody's in particular; then those who look after the unit see it. */
    personId: text('person_id').references(() => people.id, { onDelete: 'cascade' }),
    /** Whom it was meant for, where it is a copy for somebody who stands in for them. */
    standingInFor: text('standing_in_for'),
    orgunit: text('orgunit').notNull(),
    kind: text('kind').$type<NotificationKind>().notNull(),
    severity: text('severity').$type<IssueSeverity>().notNull().default('medium'),
    class: text('class').$type<IssueClass>().notNull().default('operational'),
    issueId: text('issue_id'),
    ruleId: text('rule_id'),
    subject: text('subject'),
    titleZh: text('title_zh').notNull(),
    titleEn: text('title_en').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    index('notifications_person').on(t.personId, t.createdAt),
    index('notifications_unit').on(t.orgunit, t.createdAt),
    index('notifications_kind').on(t.kind, t.createdAt),
    index('notifications_newest').on(t.createdAt, t.id),
  ],
)

/** Who has read what: a notification of a unit is read by each of its people for themselves. */
export const notificationReads = pgTable(
  'notification_reads',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    notificationId: text('notification_id')
      .notNull()
      .references(() => notifications.id, { onDelete: 'cascade' }),
    readAt: moment('read_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.notificationId] })],
)
