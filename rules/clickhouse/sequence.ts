import { evidenceMax } from '../hits/hit.ts'
import type { CheckedSequenceRule } from '../language/checked.ts'
import { condition, fieldName, firstName } from './expression.ts'
import { amountOf, eventRef, hitOrder } from './match.ts'
import { eventRows, fieldsIn, isOf, keyText, type Source } from './rows.ts'
import type { Scope } from './scope.ts'
import { shownValues } from './shown.ts'
import { quoted } from './sql.ts'

const placeOfFirst = `(${['time', 'source', 'id'].map(firstName).join(', ')})`
const place = '(f_time, f_source, f_id)'

/**
 * Second events joined with first events of their key. Time is cut into buckets as long as `within`, so that a first
 * event of (t − within, t] lies in the bucket of t or the one before, and the join looks at no others. What undoes is
 * the latest such event before the second; the first event must not lie before it.
 */
export const sequenceQuery = (rule: CheckedSequenceRule, scope: Scope, source: Source): string[] => {
  const read = { ...source, from: source.from === null ? null : source.from - rule.withinMs }
  const ofFirst = rule.shown.flatMap((shown) => (shown.from === 'first' ? [shown.field.name] : []))
  const names = [
    ...fieldsIn([rule.where, rule.thenWhere, rule.withoutWhere, rule.when, rule.amount]),
    ...ofFirst,
    ...rule.key.map(({ name }) => name),
  ]
  const kept = [...new Set(['time', 'source', 'id', ...ofFirst])]
  const bucket = `intDiv(f_time, ${rule.withinMs})`
  const undone =
    rule.without.length === 0
      ? ''
      : `, maxIf(${place}, undoes) OVER (PARTITION BY k ORDER BY f_time, f_source, f_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS undone`
  const inSpan = source.from === null ? '' : ` AND f_time >= ${source.from}`
  const most = rule.pair === 'each' ? evidenceMax : 1
  const order = rule.pair === 'first' ? 'ASC' : 'DESC'
  const byPlace = ['time', 'source', 'id'].map((name) => `${firstName(name)} ${order}`).join(', ')
  return [
    `candidates AS (
  SELECT *, ${keyText(rule.key)} AS k, ${isOf(scope, rule.on, rule.where)} AS begins,
    ${isOf(scope, rule.then, rule.thenWhere)} AS follows, ${isOf(scope, rule.without, rule.withoutWhere)} AS undoes
  FROM (${eventRows(read, [...rule.on, ...rule.then, ...rule.without], names)})
  WHERE isNotNull(k) AND (begins OR follows OR undoes)
)`,
    `firsts AS (
  SELECT k AS first_key, ${bucket} AS first_bucket, ${kept.map((name) => `${fieldName(name)} AS ${firstName(name)}`).join(', ')}
  FROM candidates WHERE begins
)`,
    `seconds AS (
  SELECT *, arrayJoin([${bucket}, ${bucket} - 1]) AS bucket FROM (SELECT *${undone} FROM candidates)
  WHERE follows${inSpan}
)`,
    `pairs AS (
  SELECT *, row_number() OVER (PARTITION BY k, f_time, f_source, f_id ORDER BY ${byPlace}) AS nth
  FROM seconds INNER JOIN firsts ON k = first_key AND bucket = first_bucket
  WHERE ${firstName('time')} > f_time - ${rule.withinMs} AND ${placeOfFirst} < ${place}
    AND ${undone === '' ? 'true' : `${placeOfFirst} >= undone`} AND ${condition(scope, rule.when)}
)`,
    `SELECT ${quoted(rule.id)} AS rule_id, assumeNotNull(k) AS key,
  ${rule.pair === 'each' ? `concat('hit-', toString(nth))` : `'hit'`} AS step, f_subject AS subject, f_time AS at_ms,
  f_source AS trigger_source, f_id AS trigger_id,
  [concat(${firstName('source')}, '#', ${firstName('id')}), ${eventRef}] AS evidence,
  ${amountOf(scope)} AS amount, ${shownValues(scope)} AS values
FROM pairs WHERE nth <= ${most}
ORDER BY ${hitOrder}`,
  ]
}
