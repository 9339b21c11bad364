import type { CheckedScoreRule } from '../language/checked.ts'
import { hitOrder } from './match.ts'
import { quoted } from './sql.ts'

/** A rule that is weighed, with the query of its hits. */
export interface Weighed {
  readonly ruleId: string
  readonly weight: number
  readonly query: string
}

/**
 * Hits of the weighed rules side by side, each moment of a subject with those of its window, and the sums with and
 * without the moment itself. `from` bounds the moments. The hits are named once only, and looked at in an array of their
 * subject: ClickHouse reads, plans and runs what a name stands for again at each place where it is used.
 */
export const scoreQuery = (rule: CheckedScoreRule, weighed: readonly Weighed[], from: number | null): string[] => {
  const all = weighed.map(
    ({ ruleId, weight, query }) => `SELECT ${quoted(ruleId)} AS of_rule, toInt64(${weight}) AS weight,
    toString(subject) AS of_subject, toInt64(assumeNotNull(at_ms)) AS of_ms, toString(step) AS of_step,
    toString(trigger_source) AS of_source, toString(trigger_id) AS of_id, concat(of_source, '#', of_id) AS of_ref,
    CAST(amount, 'Nullable(Int64)') AS of_amount
  FROM (${query}) WHERE NOT startsWith(step, 'remind')`,
  )
  const band = (score: string) => `(${rule.bands.map((one) => `(${score} >= ${one.from})`).join(' + ')})`
  const inSpan = from === null ? '' : ` AND m_ms >= ${from}`
  const values = `concat('{"sum":', toString(score), arrayStringConcat(arrayMap(w -> concat(',"', w.1, '":', toString(w.2)),
      counted)), '}')`
  return [
    `weighed AS (
  ${all.join('\n  UNION ALL\n  ')}
)`,
    `moments AS (
  SELECT of_subject AS m_subject, groupArray((of_ms, of_rule, weight, of_step, of_source, of_id, of_ref, of_amount)) AS hits,
    arrayJoin(arrayDistinct(arrayMap(hit -> hit.1, hits))) AS m_ms
  FROM weighed GROUP BY of_subject
)`,
    `by_rule AS (
  SELECT m_subject, m_ms, hit.2 AS of_rule, any(hit.3) AS w, countIf(hit.1 < m_ms) > 0 AS counted_before,
    max((hit.1, hit.7)) AS last, countIf(hit.1 = m_ms) > 0 AS counts_now,
    argMaxIf((hit.5, hit.6, hit.8), (hit.7, hit.4), hit.1 = m_ms) AS now
  FROM moments ARRAY JOIN hits AS hit
  WHERE hit.1 > m_ms - ${rule.withinMs} AND hit.1 <= m_ms${inSpan}
  GROUP BY m_subject, m_ms, of_rule
)`,
    `summed AS (
  SELECT m_subject, m_ms, sum(w) AS score, sumIf(w, counted_before) AS score_before,
    arraySort(groupArray((of_rule, w))) AS counted, argMaxIf(now, of_rule, counts_now) AS crossing,
    arraySort(groupArray((last.1, of_rule, last.2))) AS newest
  FROM by_rule GROUP BY m_subject, m_ms
)`,
    `SELECT ${quoted(rule.id)} AS rule_id, m_subject AS key, concat('band-', toString(${band('score')})) AS step,
  m_subject AS subject, m_ms AS at_ms, crossing.1 AS trigger_source, crossing.2 AS trigger_id,
  arrayDistinct(arrayMap(e -> e.3, newest)) AS evidence,
  crossing.3 AS amount, ${values} AS values
FROM summed
WHERE ${band('score')} > ${band('score_before')}
ORDER BY ${hitOrder}`,
  ]
}
