import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import { issues } from './schema.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

export const suspiciousReportStates = ['drafted', 'handed-over', 'returned', 'withdrawn'] as const
export type SuspiciousReportState = (typeof suspiciousReportStates)[number]

/** Suspicious-transaction reports: drafted by one person, handed over by another as a file that never changes. */
export const suspiciousReports = pgTable(
  'suspicious_reports',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    issueId: text('issue_id')
      .notNull()
      .references(() => issues.id),
    state: text('state').$type<SuspiciousReportState>().notNull().default('drafted'),
    urgency: text('urgency').$type<'ordinary' | 'urgent'>().notNull(),
    /** What crime it may be about, in the words of who drafted it. */
    suspicion: text('suspicion').notNull(),
    grounds: text('grounds').notNull(),
    measures: text('measures').notNull(),
    conclusion: text('conclusion').notNull(),
    draftedBy: text('drafted_by').notNull(),
    draftedAt: moment('drafted_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: moment('decided_at'),
    note: text('note'),
    /** Of the file, once it is handed over: name, XML, its SHA-256 in hex and its bytes in UTF-8. */
    fileName: text('file_name'),
    content: text('content'),
    sha256: text('sha256'),
    bytes: integer('bytes'),
  },
  (t) => [
    index('suspicious_reports_issue').on(t.issueId),
    uniqueIndex('suspicious_reports_open').on(t.issueId).where(sql`${t.state} = 'drafted'`),
    check(
      'suspicious_reports_four_eyes',
      sql`${t.state} not in ('handed-over', 'returned') or (${t.decidedBy} is not null and ${t.decidedBy} <> ${t.draftedBy})`,
    ),
    check(
      'suspicious_reports_file',
      sql`(${t.state} = 'handed-over') = (${t.content} is not null and ${t.sha256} is not null)`,
    ),
  ],
)
