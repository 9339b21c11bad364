import { index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { bytes } from './bytes.ts'
import { notifications } from './notification-tables.ts'
import { plainText } from './plain-text.ts'
import { type IssueSeverity, people } from './schema.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

export const deliveryChannelNames = ['email', 'webhook'] as const
export type DeliveryChannel = (typeof deliveryChannelNames)[number]

/** Where else a person wants to be told, besides the inbox, and from which severity on. */
export const deliveryChannels = pgTable(
  'delivery_channels',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    channel: text('channel').$type<DeliveryChannel>().notNull(),
    /** An e-mail address or a URL. */
    address: text('address').notNull(),
    minimum: text('minimum').$type<IssueSeverity>().notNull(),
    /** What a webhook is signed with, sealed like the vault. */
    secret: bytes('secret'),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.channel] })],
)

/** When a person may be disturbed; minutes of the bank's day. */
export const deliveryTimes = pgTable('delivery_times', {
  personId: text('person_id')
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  /** What falls between the two waits for the end; they may lie across midnight. Both or neither. */
  quietFrom: integer('quiet_from'),
  quietTo: integer('quiet_to'),
  /** One message a working day, then; null sends each at once. */
  digestAt: integer('digest_at'),
  updatedAt: moment('updated_at').notNull(),
})

export type DeliveryState = 'waiting' | 'sent' | 'failed' | 'dropped'

/** The outbox: one row for each notification, person and channel, written with the notification. */
export const deliveries = pgTable(
  'deliveries',
  {
    /** `channel:person:notification`. */
    id: text('id').primaryKey(),
    notificationId: text('notification_id')
      .notNull()
      .references(() => notifications.id, { onDelete: 'cascade' }),
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    channel: text('channel').$type<DeliveryChannel>().notNull(),
    /** `dropped`: the person turned the channel off or may not see it any more. */
    state: text('state').$type<DeliveryState>().notNull().default('waiting'),
    /** Which message it goes with, settled before the first attempt: the key by which a receiver knows a repetition. */
    message: text('message'),
    attempts: integer('attempts').notNull().default(0),
    /** When it is tried, or tried again. */
    dueAt: moment('due_at').notNull(),
    error: plainText('error'),
    createdAt: moment('created_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (t) => [
    index('deliveries_due').on(t.state, t.dueAt),
    index('deliveries_message').on(t.message),
    index('deliveries_person').on(t.personId, t.state, t.createdAt),
  ],
)
