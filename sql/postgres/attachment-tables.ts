import { integer, pgTable, primaryKey, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import { bytes } from './bytes.ts'
import { issues, people } from './schema.ts'

/**
 * Files people add to an issue. They stand in Postgres and not beside it: `mingjing backup`, `pg_dump` and a transaction
 * then keep them and the records about them together.
 */
export const attachments = pgTable(
  'attachments',
  {
    /** `a_` + hash of issue and content. */
    id: text('id').primaryKey(),
    issueId: text('issue_id')
      .notNull()
      .references(() => issues.id),
    /** As the person's file is called, without folders and control characters. */
    name: text('name').notNull(),
    /** One of the allow list, judged by content and name; see sql/attachments/file-type.ts. */
    type: text('type').notNull(),
    bytes: integer('bytes').notNull(),
    /** Of the content, hex; it stands in the audit chain too. */
    sha256: text('sha256').notNull(),
    /** `answer`: by who was ordered to rectify, while the order stood. */
    purpose: text('purpose').$type<'evidence' | 'answer'>().notNull(),
    addedBy: text('added_by')
      .notNull()
      .references(() => people.id),
    addedAt: timestamp('added_at', { withTimezone: true, mode: 'date', precision: 3 }).notNull(),
  },
  (t) => [uniqueIndex('attachments_content').on(t.issueId, t.sha256)],
)

/** The content in pieces, so that of a file being sent one at a time is held; see sql/attachments/read.ts. */
export const attachmentParts = pgTable(
  'attachment_parts',
  {
    attachmentId: text('attachment_id')
      .notNull()
      .references(() => attachments.id, { onDelete: 'cascade' }),
    part: integer('part').notNull(),
    content: bytes('content').notNull(),
  },
  (t) => [primaryKey({ columns: [t.attachmentId, t.part] })],
)
