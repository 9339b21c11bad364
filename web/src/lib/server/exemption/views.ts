import type { Scope } from '@mingjing/sql/access/scope.ts'
import { barredFrom } from '@mingjing/sql/exemptions/decide.ts'
import { barredFromEnding } from '@mingjing/sql/exemptions/end.ts'
import { exemptHitsOf, type ListedExemption } from '@mingjing/sql/exemptions/list.ts'
import { type ExemptionRefusalCode, refuseExemption } from '@mingjing/sql/exemptions/refusal.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { issueTitles } from '@mingjing/sql/queries/issue-titles.ts'
import { unitsUnder } from '@mingjing/sql/queries/organisation.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import type { ExemptHitView, ExemptionView } from '#lib/exemption/view.ts'

const wordsOf = (code: ExemptionRefusalCode | null) => {
  if (code === null) return null
  const { zh, en } = refuseExemption(code)
  return { zh, en }
}

/** Exemptions with the words of rules, units and people, and what the reader may do with each. */
export const exemptionViews = async (
  db: Db,
  scope: Scope,
  rows: readonly ListedExemption[],
  now: Date,
): Promise<ExemptionView[]> => {
  const ids = rows.flatMap((row) => [row.proposedBy, row.decidedBy, row.endedBy, row.value].flatMap((id) => id || []))
  const [bundle, people, units, titles] = await Promise.all([
    currentBundle(db),
    staffNames(db, ids),
    unitsUnder(db, scope.orgunit),
    issueTitles(
      db,
      scope,
      rows.flatMap(({ issueId }) => issueId ?? []),
    ),
  ])
  const names = new Map([...people, ...units].map((each) => [each.id, each]))
  const somebody = (id: string) => {
    const { zh, en } = names.get(id) ?? { zh: id, en: id }
    return { id, zh, en }
  }
  const ruleNamed = (id: string) => ({
    id,
    ...(bundle?.rules.find((each) => each.id === id)?.title ?? { zh: id, en: id }),
  })
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    state: row.state,
    rules: row.rules.map(ruleNamed),
    target: row.issueId !== null ? (titles.get(row.issueId) ?? null) : row.value === '' ? null : somebody(row.value),
    issueId: row.issueId,
    orgunit: row.orgunit,
    reason: row.reason,
    evidence: row.evidence,
    proposedBy: somebody(row.proposedBy),
    proposedAt: row.proposedAt.getTime(),
    decidedBy: row.decidedBy === null ? null : somebody(row.decidedBy),
    decidedAt: row.decidedAt?.getTime() ?? null,
    note: row.note,
    since: row.since?.getTime() ?? null,
    until: row.until.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
    endedBy: row.endedBy === null ? null : somebody(row.endedBy),
    endReason: row.endReason,
    takenBack: row.takenBack,
    hits: row.hits,
    amount: row.amount,
    barred: {
      approve: wordsOf(barredFrom(scope, row, 'approve')),
      refuse: wordsOf(barredFrom(scope, row, 'refuse')),
      withdraw: wordsOf(barredFrom(scope, row, 'withdraw')),
      end: wordsOf(barredFromEnding(scope, row, { takeBack: false, now })),
      'take-back': wordsOf(barredFromEnding(scope, row, { takeBack: true, now })),
    },
  }))
}

/** The hits of one, as its page lists them. */
export const exemptHitViews = async (db: Db, scope: Scope, id: number): Promise<ExemptHitView[]> =>
  (await exemptHitsOf(db, scope, id)).map((row) => ({
    hitId: row.hitId,
    ruleId: row.ruleId,
    title: { zh: row.hit.titleZh, en: row.hit.titleEn },
    subject: row.subject,
    orgunit: row.orgunit,
    amount: row.amount,
    at: row.at.getTime(),
    withdrawn: row.withdrawnAt !== null,
    released: row.releasedAt !== null,
  }))
