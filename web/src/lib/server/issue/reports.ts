import type { Scope } from '@mingjing/sql/access/scope.ts'
import { may } from '@mingjing/sql/access/scope.ts'
import type { Issue } from '@mingjing/sql/issues/act.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import { reportsOf } from '@mingjing/sql/suspicious/read.ts'
import { barredFromDrafting, barredFromStep, steps } from '@mingjing/sql/suspicious/report.ts'
import type { ReportsView } from '#lib/issue/view.ts'

/** The suspicious-transaction reports of an issue; null where there is nothing to show or do. */
export const reportsView = async (db: Db, scope: Scope, issue: Issue): Promise<ReportsView | null> => {
  if (issue.class !== 'money-laundering') return null
  const rows = await reportsOf(db, scope, issue.id)
  const mayDraft = barredFromDrafting(scope, issue) === null && rows.every(({ state }) => state !== 'drafted')
  if (rows.length === 0 && !mayDraft) return null
  const people = await staffNames(
    db,
    rows.flatMap(({ draftedBy, decidedBy }) => (decidedBy ? [draftedBy, decidedBy] : [draftedBy])),
  )
  const named = (id: string) => people.find((each) => each.id === id) ?? { id, zh: id, en: id }
  return {
    mayDraft,
    reports: rows.map((row) => ({
      id: row.id,
      state: row.state,
      urgency: row.urgency,
      parts: {
        suspicion: row.suspicion,
        grounds: row.grounds,
        measures: row.measures,
        conclusion: row.conclusion,
      },
      draftedBy: named(row.draftedBy),
      draftedAt: row.draftedAt.getTime(),
      decidedBy: row.decidedBy === null ? null : named(row.decidedBy),
      decidedAt: row.decidedAt?.getTime() ?? null,
      note: row.note,
      sha256: row.sha256,
      bytes: row.bytes,
      mayRead: row.state === 'handed-over' && may(scope, 'personal:reveal'),
      steps: steps.filter((step) => barredFromStep(scope, issue, row, step) === null),
    })),
  }
}
