import { evidenceMax } from '../hits/hit.ts'
import type { CheckedMeasure, CheckedWindowRule } from '../language/checked.ts'
import { condition, fieldName, measureName, translate } from './expression.ts'
import { amountOf, hitOrder } from './match.ts'
import { eventRows, fieldsIn, keyText, type Source } from './rows.ts'
import type { Scope } from './scope.ts'
import { shownValues } from './shown.ts'
import { quoted } from './sql.ts'

const maxExact = Number.MAX_SAFE_INTEGER
const types = (names: readonly string[]) => `f_type IN (${names.map(quoted).join(', ')})`

/** What of a row is aggregated and whether it is: `of_i` and `pass_i`. Null values are not. */
const parts = (scope: Scope, measure: CheckedMeasure, i: number): string[] => {
  const passes = `${types(measure.over)} AND ${condition(scope, measure.where)}`
  if (!measure.of) return [`${passes} AS pass_${i}`]
  const { text, nullable } = translate(scope, measure.of)
  // 128 bits, because a sum of values near 2^53 may pass 2^63 and would come back as a small number.
  const of = measure.function === 'sum' || measure.function === 'avg' ? `toInt128(${text})` : text
  // What is never null is not asked: ClickHouse folds the answer into the result but not into the stream, and fails.
  const present = nullable ? `isNotNull(of_${i}) AND ` : ''
  return [`toNullable(${of}) AS of_${i}`, `(${present}${passes}) AS pass_${i}`]
}

const longestOffset = 2 ** 31 - 1

/**
 * (t − within, t] as a frame. ClickHouse takes offsets of 32 bits only, less than 25 days of milliseconds; a longer
 * window counts time in units of within − ½ ms, of which one back is the same whole milliseconds. Rounding moves a
 * moment by less than 0.001 ms, so neither the boundary nor what shares a millisecond shifts.
 */
const rangeOf = (withinMs: number): string => {
  const [order, offset] =
    withinMs - 1 <= longestOffset ? ['f_time', withinMs - 1] : [`toFloat64(f_time) / ${withinMs - 0.5}`, 1]
  return `ORDER BY ${order} RANGE BETWEEN ${offset} PRECEDING AND CURRENT ROW`
}

/** Aggregates over the frame (t − within, t], all events of the trigger's millisecond included. */
const aggregates = ({ function: fn, withinMs }: CheckedMeasure, i: number): string[] => {
  const frame = `OVER (PARTITION BY k ${rangeOf(withinMs)})`
  const of = `of_${i}, pass_${i}`
  switch (fn) {
    case 'count':
      return [`countIf(pass_${i}) ${frame} AS agg_${i}`]
    case 'sum':
      return [`sumIf(${of}) ${frame} AS agg_${i}`]
    case 'avg':
      return [`sumIf(${of}) ${frame} AS agg_${i}`, `countIf(pass_${i}) ${frame} AS count_${i}`]
    case 'min':
      return [`minIf(${of}) ${frame} AS agg_${i}`]
    case 'max':
      return [`maxIf(${of}) ${frame} AS agg_${i}`]
    case 'distinct':
      return [`uniqExactIf(${of}) ${frame} AS agg_${i}`]
  }
}

const exactly = (value: string) => `if(${value} BETWEEN -${maxExact} AND ${maxExact}, toInt64(${value}), NULL)`

/** The measure under its name; an average also as its sum and count, and as the text `sum/count` that is shown. */
const finals = ({ function: fn, name }: CheckedMeasure, i: number): string[] => {
  const m = measureName(name)
  switch (fn) {
    case 'count':
    case 'distinct':
      return [`toInt64(agg_${i}) AS ${m}`]
    case 'sum':
      return [`${exactly(`ifNull(agg_${i}, 0)`)} AS ${m}`]
    case 'avg':
      return [
        `if(count_${i} > 0, ${exactly(`agg_${i}`)}, NULL) AS ${m}_sum`,
        `toInt64(count_${i}) AS ${m}_count`,
        `concat(toString(${m}_sum), '/', toString(${m}_count)) AS ${m}`,
      ]
    case 'min':
    case 'max':
      return [`agg_${i} AS ${m}`]
  }
}

/** The names an expression brings to a row after {@link finals}. */
const finalNames = ({ function: fn, name }: CheckedMeasure): string[] => {
  const m = measureName(name)
  return fn === 'avg' ? [m, `${m}_sum`, `${m}_count`] : [m]
}

/**
 * Measures by window functions, over rows as narrow as `when` allows: they are sorted, and the strings of a row would
 * cost more than the work. What is found is key, moment and measures; the rows of those few frames are then read again
 * in full, for the triggers and their evidence.
 */
export const windowQuery = (rule: CheckedWindowRule, scope: Scope, source: Source): string[] => {
  const { measures } = rule
  const longest = Math.max(...measures.map(({ withinMs }) => withinMs))
  const read = { ...source, from: source.from === null ? null : source.from - longest }
  const names = [
    ...fieldsIn([rule.where, rule.when, rule.amount, ...measures.flatMap(({ where, of }) => [where, of])]),
    ...rule.key.map(({ name }) => name),
  ]
  const triggers = `${types(rule.on)} AND ${condition(scope, rule.where)}`
  const inSpan = source.from === null ? '' : `f_time >= ${source.from} AND `
  const narrow = ['f_time', 'f_orgunit', ...fieldsIn([rule.when]).map(fieldName)]
  const carried = ['k', 'triggers', ...new Set(narrow)].join(', ')
  const aggregated = measures.map(({ withinMs }, i) => `(pass_${i} AND f_time > at_ms - ${withinMs})`).join(' OR ')
  const hit = `(f_subject, f_source, f_id, ${amountOf(scope)}, ${shownValues(scope)})`
  return [
    `candidates AS (
  SELECT *, ${keyText(rule.key)} AS k, (${triggers}) AS triggers, ${measures.flatMap((measure, i) => parts(scope, measure, i)).join(', ')}
  FROM (${eventRows(read, [...rule.on, ...measures.flatMap(({ over }) => over)], names)})
  WHERE isNotNull(k) AND (triggers OR ${measures.map((_, i) => `pass_${i}`).join(' OR ')})
)`,
    `measured AS (
  SELECT ${carried}, ${measures.flatMap(finals).join(', ')}
  FROM (SELECT ${carried}, ${measures.flatMap(aggregates).join(', ')} FROM candidates)
)`,
    `found AS (
  SELECT DISTINCT k AS key, f_time AS at_ms, ${measures.flatMap(finalNames).join(', ')}
  FROM measured
  WHERE ${inSpan}triggers AND ${condition(scope, rule.when)}
)`,
    `frames AS (
  SELECT key, at_ms,
    arraySlice(arraySort(groupArrayIf((f_time, f_source, f_id), ${aggregated})), -${evidenceMax}) AS seen,
    groupArrayIf(${hit}, f_time = at_ms AND triggers AND ${condition(scope, rule.when)}) AS hits
  FROM candidates INNER JOIN found ON candidates.k = found.key
  WHERE f_time <= at_ms AND f_time > at_ms - ${longest}
  GROUP BY key, at_ms
)`,
    `SELECT ${quoted(rule.id)} AS rule_id, key, 'hit' AS step, hit.1 AS subject, at_ms,
  hit.2 AS trigger_source, hit.3 AS trigger_id,
  arrayMap(e -> concat(e.2, '#', e.3),
    arraySlice(arraySort(arrayDistinct(arrayPushBack(seen, (at_ms, hit.2, hit.3)))), -${evidenceMax})) AS evidence,
  hit.4 AS amount, hit.5 AS values
FROM frames ARRAY JOIN hits AS hit
ORDER BY ${hitOrder}`,
  ]
}
