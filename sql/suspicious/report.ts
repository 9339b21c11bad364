import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import { atHeadOffice, countsAmong, may, type Scope, sameEyes } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { AuditKind } from '../audit/kinds.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { nameConcerned } from '../issues/concerned.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { type IssueState, issues, suspiciousReports } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { evidenceOf, fileOf } from './file-of.ts'
import { type ReportRefusal, type ReportRefusalCode, refuseReport } from './refusal.ts'

export type SuspiciousReport = typeof suspiciousReports.$inferSelect
type Issue = typeof issues.$inferSelect
export type Outcome = { readonly kind: 'done'; readonly report: SuspiciousReport } | ReportRefusal

export interface Draft {
  readonly urgency: 'ordinary' | 'urgent'
  readonly suspicion: string
  readonly grounds: string
  readonly measures: string
  readonly conclusion: string
}

/** Once the suspicion was confirmed by somebody. */
const reportable: readonly IssueState[] = ['confirmed', 'rectification-ordered', 'answered', 'verified', 'closed']

/** The issue, locked, for who may see it. */
export const visible = async (tx: Db, scope: Scope, id: string): Promise<Issue | null> => {
  // The class is seen at the head office only; asked once more here, because the file names people.
  if (!atHeadOffice(scope)) return null
  const [issue] = await tx
    .select()
    .from(issues)
    .where(and(eq(issues.id, id), visibleIssues(scope)))
    .for('update')
  return issue ?? null
}

const barredFrom = (scope: Scope, issue: Issue): ReportRefusalCode | null => {
  if (!may(scope, 'issues:work')) return 'not-permitted'
  if (issue.class !== 'money-laundering') return 'wrong-class'
  if (countsAmong(scope, issue.actors)) return 'concerned'
  return reportable.includes(issue.state) ? null : 'wrong-state'
}

/** Drafts a report in somebody's name; it leaves the issue as it is. One waits at a time. */
export const draftReport = async (
  db: Db,
  scope: Scope,
  issueId: string,
  draft: Draft,
  { now }: { now: Date },
): Promise<Outcome> =>
  db.transaction(async (tx) => {
    const issue = await visible(tx, scope, issueId)
    if (!issue) return refuseReport('not-found')
    const barred = barredFrom(scope, issue)
    if (barred) return refuseReport(barred)
    const { suspicion, grounds, measures, conclusion } = draft
    if ([suspicion, grounds, measures, conclusion].some((text) => text.trim() === '')) return refuseReport('incomplete')
    const open = and(eq(suspiciousReports.issueId, issueId), eq(suspiciousReports.state, 'drafted'))
    if ((await tx.select({ id: suspiciousReports.id }).from(suspiciousReports).where(open)).length > 0)
      return refuseReport('open-draft')
    const [report] = await tx
      .insert(suspiciousReports)
      .values({ ...draft, issueId, draftedBy: scope.personId, draftedAt: now })
      .returning()
    await onRecord(tx, issue, report!, 'report-draft', scope, now)
    return { kind: 'done', report: report! }
  })

export const steps = ['hand-over', 'return', 'withdraw'] as const
export type Step = (typeof steps)[number]

interface Stores {
  readonly db: Db
  readonly clickhouse: ClickHouseReader
  readonly keys: Keys
}

/**
 * Hands a draft over, returns it to who drafted it, or withdraws one's own. Handing over makes the file: what is known of
 * the subject is revealed for that, each value on record, and the file's SHA-256 goes on the audit chain in the same
 * transaction. Who drafted it, and whom the issue concerns, never hand it over.
 */
export const decideReport = async (
  { db, clickhouse, keys }: Stores,
  scope: Scope,
  issueId: string,
  id: number,
  { step, note }: { step: Step; note: string },
  { now }: { now: Date },
): Promise<Outcome> => {
  await nameConcerned(db, clickhouse, [issueId])
  const known = await evidenceOf(db, clickhouse, issueId)
  return db.transaction(async (tx) => {
    const issue = await visible(tx, scope, issueId)
    const [row] = await tx
      .select()
      .from(suspiciousReports)
      .where(and(eq(suspiciousReports.id, id), eq(suspiciousReports.issueId, issueId)))
      .for('update')
    if (!issue || !row) return refuseReport('not-found')
    const barred = barredFromStep(scope, issue, row, step)
    if (barred) return refuseReport(barred)
    if (step !== 'withdraw' && note.trim() === '') return refuseReport('no-reason')
    const by = { decidedBy: scope.personId, decidedAt: now, note: note.trim() === '' ? null : note }
    const settle = async (end: Partial<SuspiciousReport>, kind: AuditKind) => {
      const [report] = await tx
        .update(suspiciousReports)
        .set({ ...by, ...end })
        .where(eq(suspiciousReports.id, id))
        .returning()
      await onRecord(tx, issue, report!, kind, scope, now)
      return { kind: 'done' as const, report: report! }
    }
    if (step === 'withdraw') return settle({ state: 'withdrawn' }, 'report-withdraw')
    if (step === 'return') return settle({ state: 'returned' }, 'report-return')
    const content = await fileOf({ tx, clickhouse, keys }, issue, { ...row, ...by }, known, now)
    const bytes = Buffer.from(content, 'utf8')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const fileName = `${numberOf(row)}.xml`
    return settle({ state: 'handed-over', content, sha256, bytes: bytes.length, fileName }, 'report-hand-over')
  })
}

/** Why somebody may not take a step with a report of an issue they see, or null. */
export const barredFromStep = (
  scope: Scope,
  issue: Issue,
  row: SuspiciousReport,
  step: Step,
): ReportRefusalCode | null => {
  const over = row.state === 'drafted' ? null : ('over' as const)
  if (step === 'withdraw') return row.draftedBy === scope.personId ? over : 'not-drafter'
  if (!may(scope, 'issues:lead') || !may(scope, 'personal:reveal')) return 'not-permitted'
  const own = sameEyes(scope, row.draftedBy, row.draftedAt)
  return (
    own ??
    over ??
    (step === 'hand-over' ? barredFrom(scope, issue) : countsAmong(scope, issue.actors) ? 'concerned' : null)
  )
}

/** Why somebody may not draft a report of an issue they see, or null. */
export const barredFromDrafting = (scope: Scope, issue: Issue): ReportRefusalCode | null =>
  atHeadOffice(scope) ? barredFrom(scope, issue) : 'not-found'

export const numberOf = ({ issueId, id }: SuspiciousReport): string => `STR-${issueId}-${id}`

export const onRecord = async (
  tx: Db,
  issue: Issue,
  report: SuspiciousReport,
  kind: AuditKind,
  scope: Scope,
  now: Date,
) => {
  const { id, note, sha256, bytes, fileName } = report
  const detail = { report: id, ...(note && { note }), ...(sha256 && { sha256, bytes, fileName }) }
  const [fromState, toState] = [issue.state, issue.state]
  await appendAction(tx, { at: now, personId: scope.personId, issueId: issue.id, kind, fromState, toState, detail })
  await notify(tx, { kind: 'issue', id: issue.id, version: issue.version, state: issue.state })
}
