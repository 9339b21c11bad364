import { createHash } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import { atHeadOffice, countsAmong, may, type Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { issues, suspiciousReports } from '../postgres/schema.ts'
import { onRecord, type SuspiciousReport, visible } from './report.ts'

/** The reports of an issue, the newest first, without their content; none for who is not at the head office. */
export const reportsOf = async (db: Db, scope: Scope, issueId: string): Promise<SuspiciousReport[]> => {
  if (!atHeadOffice(scope)) return []
  const rows = await db
    .select({ report: suspiciousReports })
    .from(suspiciousReports)
    .innerJoin(issues, eq(issues.id, suspiciousReports.issueId))
    .where(and(eq(suspiciousReports.issueId, issueId), visibleIssues(scope)))
    .orderBy(desc(suspiciousReports.id))
  return rows.map(({ report }) => ({ ...report, content: null }))
}

export type File =
  | { readonly kind: 'file'; readonly name: string; readonly content: string }
  /** The content is not what was handed over: its SHA-256 is another than the one on record. */
  | { readonly kind: 'altered' }

/**
 * The file of a report that was handed over, for who may see the issue and personal values; null otherwise. That it was
 * taken, and by whom, goes on record.
 */
export const readReport = async (
  db: Db,
  scope: Scope,
  issueId: string,
  id: number,
  { now }: { now: Date },
): Promise<File | null> =>
  db.transaction(async (tx) => {
    const issue = may(scope, 'personal:reveal') ? await visible(tx, scope, issueId) : null
    const [report] = await tx
      .select()
      .from(suspiciousReports)
      .where(and(eq(suspiciousReports.id, id), eq(suspiciousReports.issueId, issueId)))
    if (!issue || report?.content == null || countsAmong(scope, issue.actors)) return null
    if (createHash('sha256').update(report.content, 'utf8').digest('hex') !== report.sha256) return { kind: 'altered' }
    await onRecord(tx, issue, report, 'report-download', scope, now)
    return { kind: 'file', name: report.fileName!, content: report.content }
  })
