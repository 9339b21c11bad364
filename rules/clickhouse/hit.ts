import type { Value } from '../events/event.ts'
import { formatMoment } from '../events/moment.ts'
import type { Hit } from '../hits/hit.ts'
import { eventRef, hitId, stepAt } from '../hits/id.ts'
import type { CheckedRule } from '../language/checked.ts'

/** A row of {@link ./query.ts}. ClickHouse may write 64-bit integers as texts, by a setting. */
export interface HitRow {
  readonly rule_id: string
  readonly key: string
  readonly step: string
  readonly subject: string
  readonly at_ms: number | string
  readonly trigger_source: string
  readonly trigger_id: string
  readonly evidence: readonly string[]
  readonly amount: number | string | null
  /** JSON text of an object. */
  readonly values: string
}

/** The hit a row stands for. */
export const hitOfRow = (rule: CheckedRule, row: HitRow): Hit => {
  const triggerId = eventRef({ source: row.trigger_source, id: row.trigger_id })
  const band = rule.kind === 'score' ? rule.bands[Number(row.step.replace('band-', '')) - 1] : undefined
  return {
    hitId: hitId(rule.id, rule.version, row.key, triggerId, band ? stepAt(row.step, Number(row.at_ms)) : row.step),
    ruleId: rule.id,
    ruleVersion: rule.version,
    key: row.key,
    step: row.step,
    subject: row.subject,
    at: formatMoment(Number(row.at_ms)),
    triggerId,
    evidence: row.evidence,
    severity: band?.severity ?? rule.severity,
    amount: row.amount === null ? null : Number(row.amount),
    values: JSON.parse(row.values) as Record<string, Value>,
  }
}
