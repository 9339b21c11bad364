import { evidenceMax } from '../hits/hit.ts'
import type { CheckedPeerRule } from '../language/checked.ts'
import { thousandths } from '../language/peer.ts'
import { localDay } from './calendar.ts'
import { branchesOf, condition, fieldName, measureName, translate } from './expression.ts'
import { amountOf, hitOrder } from './match.ts'
import { eventRows, fieldsIn, keyText, type Source } from './rows.ts'
import type { Scope } from './scope.ts'
import { shownValues } from './shown.ts'
import { quoted } from './sql.ts'

const maxExact = Number.MAX_SAFE_INTEGER
const dayMs = 86_400_000

/** From where on events may matter to a trigger at `from`: whole days, and slack for a change of the clock. */
export const countedFrom = ({ days }: CheckedPeerRule, from: number | null): number | null =>
  from === null ? null : from - (days + 2) * dayMs

const exactly = (value: string) => `if(${value} BETWEEN -${maxExact} AND ${maxExact}, toInt64(${value}), NULL)`

/** The aggregate of a day or of its beginning; `over` is the frame. */
const aggregate = ({ function: fn }: CheckedPeerRule, over = ''): string => {
  switch (fn) {
    case 'count':
      return `toInt64(count()${over})`
    case 'sum':
      // 128 bits, because a sum of values near 2^53 may pass 2^63 and would come back as a small number.
      return exactly(`sum(toInt128(of))${over}`)
    case 'min':
    case 'max':
      return `${fn}(of)${over}`
    case 'distinct':
      return `toInt64(uniqExact(of)${over})`
  }
}

/** The bound in thousandths at a row's orgunit. */
const boundOf = (scope: Scope, { bound }: CheckedPeerRule): string => {
  if (bound.kind === 'literal') return String(thousandths(bound.value as number))
  const { branches, otherwise } = branchesOf(scope, bound.name)
  const last = thousandths(otherwise as number)
  const values = branches.map(([within, value]) => [within, thousandths(value as number)] as const)
  // ClickHouse fails on a choice between equal constants.
  if (values.every(([, value]) => value === last)) return String(last)
  return `multiIf(${values.map(([within, value]) => `${within}, ${value}`).join(', ')}, ${last})`
}

/** {@link ../engine/baseline.ts} `isFar` in 256 bits: with fewer than 2^40 daily values below 2^53 nothing overflows. */
const isFar = (scope: Scope, rule: CheckedPeerRule): string => {
  const bound = `toInt256(${boundOf(scope, rule)})`
  const scaled = `base_count * toInt256(${measureName('value')})`
  const sign = rule.side === 'over' ? '>' : '<'
  if (rule.compare === 'ratio') return `ifNull(${scaled} * 1000 ${sign} ${bound} * base_sum, false)`
  const away = `(${scaled} - base_sum)`
  const spread = '(base_count * base_squares - base_sum * base_sum)'
  return `ifNull(${spread} > 0 AND ${away} ${sign} 0 AND ${away} * ${away} * 1000000 > ${bound} * ${bound} * ${spread}, false)`
}

/**
 * Daily values summed over the days before by window functions, for peers over all keys less the own one; the value of
 * the day as it grows by another; of each day the moments at which the rule holds and did not at the one before. Rows
 * are narrow until then, as in {@link ./window.ts}.
 */
export const peerQuery = (rule: CheckedPeerRule, scope: Scope, source: Source): string[] => {
  const key = rule.key.map(({ name }) => name)
  const names = [
    ...fieldsIn([rule.where, rule.of, rule.when, rule.amount]),
    ...key,
    ...(rule.against ?? []).map(({ name }) => name),
  ]
  const of = rule.of ? translate(scope, rule.of) : { text: '0', nullable: false }
  const carried = ['g', 'k', 'day', ...new Set(['f_time', 'f_orgunit', ...fieldsIn([rule.when]).map(fieldName)])].join(
    ', ',
  )
  const before = `ORDER BY day RANGE BETWEEN ${rule.days} PRECEDING AND 1 PRECEDING`
  const own = `OVER (PARTITION BY g, k ${before})`
  const peers = `OVER (PARTITION BY g ${before})`
  const total = (what: string) => (rule.against === null ? `${what} ${own}` : `${what} ${peers} - ${what} ${own}`)
  const value = measureName('value')
  const baseline = measureName('baseline')
  const holds = `${isFar(scope, rule)} AND ${condition(scope, rule.when)}`
  const measures = `${value}, base_count, base_sum, base_squares, ${baseline}, ${baseline}_sum, ${baseline}_count`
  const inSpan = source.from === null ? '' : ` AND f_time >= ${source.from}`
  return [
    `candidates AS (
  SELECT *, assumeNotNull(key_text) AS k, assumeNotNull(peers_text) AS g
  FROM (SELECT *, ${keyText(rule.key)} AS key_text, ${rule.against ? keyText(rule.against) : 'key_text'} AS peers_text,
    ${localDay(scope.calendar, 'f_time')} AS day, ${of.text} AS of
    FROM (${eventRows({ ...source, from: countedFrom(rule, source.from) }, rule.on, names)}))
  WHERE isNotNull(key_text) AND isNotNull(peers_text) AND ${of.nullable ? 'isNotNull(of) AND ' : ''}${condition(scope, rule.where)}
)`,
    `daily AS (
  SELECT g, k, day, toInt64(isNotNull(of_day)) AS counts, toInt256(ifNull(of_day, 0)) AS of_exact
  FROM (SELECT g, k, day, ${aggregate(rule)} AS of_day FROM candidates GROUP BY g, k, day)
)`,
    `baselines AS (
  SELECT g, k, day, toInt256(${total('sum(counts)')}) AS base_count, ${total('sum(of_exact)')} AS base_sum,
    ${total('sum(of_exact * of_exact)')} AS base_squares, toInt64(base_count) AS ${baseline}_count,
    ${exactly('base_sum')} AS ${baseline}_sum,
    concat(toString(${baseline}_sum), '/', toString(${baseline}_count)) AS ${baseline}
  FROM daily
)`,
    `growing AS (
  SELECT ${carried}, ${aggregate(rule, ' OVER (PARTITION BY g, k, day ORDER BY f_time RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)')} AS ${value}
  FROM candidates
)`,
    `moments AS (
  SELECT g, k, day, f_time, any(tuple(${measures})) AS seen, max(${holds}) AS held
  FROM growing INNER JOIN (SELECT * FROM baselines WHERE base_count >= ${rule.minimum}) AS b USING (g, k, day)
  GROUP BY g, k, day, f_time
)`,
    `found AS (
  SELECT g, k, day, f_time AS at_ms, ${measures
    .split(', ')
    .map((name, i) => `seen.${i + 1} AS ${name}`)
    .join(', ')}
  FROM (
    SELECT *, lagInFrame(held, 1, false) OVER (PARTITION BY g, k, day ORDER BY f_time
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS held_before
    FROM moments
  )
  WHERE held AND NOT held_before${inSpan}
)`,
    `days AS (
  SELECT k AS key, at_ms, arraySlice(arraySort(groupArray((f_time, f_source, f_id))), -${evidenceMax}) AS seen,
    groupArrayIf((f_subject, f_source, f_id, ${amountOf(scope)}, ${shownValues(scope)}), f_time = at_ms AND ${holds}) AS hits
  FROM candidates INNER JOIN found USING (g, k, day)
  WHERE f_time <= at_ms
  GROUP BY g, k, at_ms
)`,
    `SELECT ${quoted(rule.id)} AS rule_id, key, 'hit' AS step, hit.1 AS subject, at_ms,
  hit.2 AS trigger_source, hit.3 AS trigger_id, arrayMap(e -> concat(e.2, '#', e.3), seen) AS evidence,
  hit.4 AS amount, hit.5 AS values
FROM days ARRAY JOIN hits AS hit
ORDER BY ${hitOrder}`,
  ]
}
