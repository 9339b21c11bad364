import { fields } from '@mingjing/rules/events/fields.ts'
import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { evidenceEvents } from '../issues/evidence.ts'
import type { Db } from '../postgres/connect.ts'
import { type EvidenceEvent, issueHits, type issues, orgUnits } from '../postgres/schema.ts'
import { storedBundle } from '../queries/bundle.ts'
import { staffNames } from '../queries/staff.ts'
import type { Keys } from '../vault/keys.ts'
import { reveal } from '../vault/vault.ts'
import { reportXml } from './document.ts'
import { personalTokens } from './personal.ts'
import { numberOf, type SuspiciousReport } from './report.ts'

type Issue = typeof issues.$inferSelect

/** What a file rests on. */
export interface Known {
  readonly hits: (typeof issueHits.$inferSelect)[]
  readonly events: readonly EvidenceEvent[]
}

/** The standing hits of an issue and the events they rest on, by time. */
export const evidenceOf = async (db: Db, clickhouse: ClickHouseReader, issueId: string): Promise<Known> => {
  const hits = await db
    .select()
    .from(issueHits)
    .where(and(eq(issueHits.issueId, issueId), isNull(issueHits.withdrawnAt)))
  const refOf = (event: EvidenceEvent) => `${event.source}#${event.id}`
  const byRef = new Map(hits.flatMap((hit) => hit.copies).map((event) => [refOf(event), event]))
  const missing = hits.flatMap((hit) => hit.evidence).filter((ref) => !byRef.has(ref))
  for (const event of await evidenceEvents(clickhouse, missing)) byRef.set(refOf(event), event)
  const events = [...byRef.values()].sort((a, b) => a.time - b.time || (refOf(a) < refOf(b) ? -1 : 1))
  return { hits, events }
}

/** The file of a report that is being handed over; what it reveals goes on record. */
export const fileOf = async (
  { tx, clickhouse, keys }: { tx: Db; clickhouse: ClickHouseReader; keys: Keys },
  issue: Issue,
  report: SuspiciousReport,
  { hits, events }: Known,
  now: Date,
): Promise<string> => {
  const reason = `可疑交易报告 ${numberOf(report)}`
  const revealed: { field: string; label: string; value: string }[] = []
  for (const { field, token } of await personalTokens(clickhouse, issue.subject, events)) {
    const request = { token, personId: report.decidedBy!, reason, issueId: issue.id, now }
    const value = (await reveal(tx, keys, request))?.value
    if (value !== undefined) revealed.push({ field, label: fields[field].zh, value })
  }
  const units = await tx
    .select()
    .from(orgUnits)
    .where(inArray(orgUnits.id, [headOffice, issue.orgunit]))
  const unit = (id: string) => units.find((each) => each.id === id)?.zh ?? id
  const people = new Map(
    (await staffNames(tx, [report.draftedBy, report.decidedBy!])).map(({ id, zh }) => [id, { id, name: zh }]),
  )
  const named = (id: string) => people.get(id) ?? { id, name: id }
  const bundle = hits[0] ? await storedBundle(tx, hits[0].ruleSet) : null
  return reportXml({
    number: numberOf(report),
    urgency: report.urgency,
    institution: unit(headOffice),
    unit: `${issue.orgunit} ${unit(issue.orgunit)}`,
    issue: { id: issue.id, subject: issue.subject, severity: issue.severity, title: issue.titleZh },
    personal: revealed.sort((a, b) => (a.field + a.value < b.field + b.value ? -1 : 1)),
    events,
    rules: issue.ruleIds.map((id) => {
      const rule = bundle?.rules.find((each) => each.id === id)
      const clauses = !rule || rule.basis === 'bank policy' ? [] : rule.basis.map(({ clause }) => clause)
      return { id, title: rule?.title.zh ?? id, clauses }
    }),
    suspicion: report.suspicion,
    grounds: report.grounds,
    measures: report.measures,
    conclusion: report.conclusion,
    compiled: { by: named(report.draftedBy), at: report.draftedAt },
    reviewed: { by: named(report.decidedBy!), at: now, note: report.note ?? '' },
  })
}
