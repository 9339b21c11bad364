import type { Hit } from '@mingjing/rules/hits/hit.ts'
import type { Severity } from '@mingjing/rules/language/rule.ts'
import { clickhouseHits } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'

export interface HitsRequest {
  /** Epoch ms; `to` excluded. */
  from?: number
  to?: number
  rule?: string
  subject?: string
  /** Only hits before this one in the order of the list: the `next` of the page before. */
  before?: { at: number; hitId: string }
  limit: number
}

export type ListedHit = Hit & { orgunit: string; stage: string }

interface Raw {
  hit_id: string
  rule_id: string
  rule_version: number
  key: string
  step: string
  subject: string
  at_ms: number
  trigger_id: string
  evidence: string[]
  severity: Severity
  amount: number | null
  values_text: string
  orgunit: string
  stage: string
}

/** Standing hits within what the caller may see, newest first. A withdrawn hit is a pair of rows that cancel. */
export const listHits = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  request: HitsRequest,
): Promise<ListedHit[]> => {
  const conditions = [
    clickhouseHits(scope),
    request.from === undefined ? '1' : 'at >= {from:DateTime64(3)}',
    request.to === undefined ? '1' : 'at < {to:DateTime64(3)}',
    request.rule === undefined ? '1' : 'rule_id = {rule:String}',
    request.subject === undefined ? '1' : 'subject = {subject:String}',
    request.before === undefined ? '1' : '(at, hit_id) < ({beforeAt:DateTime64(3)}, {beforeId:String})',
  ].join(' AND ')
  // Narrowed in a query of its own: beside the aggregates a condition on `orgunit` would mean `any(orgunit)`.
  const rows = await clickhouse.query<Raw>(
    `SELECT hit_id, any(rule_id) AS rule_id, any(rule_version) AS rule_version, any(key) AS key, any(step) AS step,
       any(subject) AS subject, toUnixTimestamp64Milli(at) AS at_ms, any(trigger_id) AS trigger_id,
       any(evidence) AS evidence, any(severity) AS severity, any(amount) AS amount, any(values) AS values_text,
       any(orgunit) AS orgunit, any(stage) AS stage
     FROM (SELECT * FROM hits WHERE ${conditions})
     GROUP BY hit_id, at HAVING sum(sign) > 0 ORDER BY at DESC, hit_id DESC LIMIT {limit:UInt32}`,
    {
      from: request.from ?? 0,
      to: request.to ?? 0,
      rule: request.rule ?? '',
      subject: request.subject ?? '',
      beforeAt: request.before?.at ?? 0,
      beforeId: request.before?.hitId ?? '',
      limit: request.limit,
    },
  )
  return rows.map((row) => ({
    hitId: row.hit_id,
    ruleId: row.rule_id,
    ruleVersion: row.rule_version,
    key: row.key,
    step: row.step,
    subject: row.subject,
    at: new Date(row.at_ms).toISOString(),
    triggerId: row.trigger_id,
    evidence: row.evidence,
    severity: row.severity,
    amount: row.amount,
    values: JSON.parse(row.values_text) as Hit['values'],
    orgunit: row.orgunit,
    stage: row.stage,
  }))
}
