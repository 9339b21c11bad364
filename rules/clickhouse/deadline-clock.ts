import type { CheckedDeadlineRule, Duration } from '../language/checked.ts'
import { reading } from './calendar.ts'
import { eventRows, fieldsIn, isOf, keyText, type Source } from './rows.ts'
import type { Scope } from './scope.ts'

/** Clocks an allowance may be counted by, with the column of {@link clockClauses} that tells what pauses add to it. */
const clocks = {
  wall: { span: { ms: 1 }, added: 'added_ms' },
  working: { span: { workingMs: 1 }, added: 'added_working' },
  workdays: { span: { workdays: 1 }, added: 'added_workdays' },
} as const

export const addedColumn = (kind: Duration['kind']): string => clocks[kind].added

/**
 * Of every row of `openings` a row of `running` for each time its clock begins to run: `nth` from 0 on, `runs_from`,
 * `runs_until` (null when it never stops) and, for each of `kinds`, what the pauses before have added. Turns, stop and
 * start in alternation, are folded out of the pause and resume events of the key.
 */
export const clockClauses = (
  rule: CheckedDeadlineRule,
  scope: Scope,
  { read, kinds, openings }: { read: Source; kinds: readonly Duration['kind'][]; openings: string },
): string[] => {
  const names = [...fieldsIn([rule.pauseWhere, rule.resumeWhere]), ...rule.key.map(({ name }) => name)]
  const columns = kinds.map((_, i) => `reading_${i}`)
  const readings = kinds.map((kind, i) => `toInt64(${reading(scope, 'f_time', clocks[kind].span)}) AS ${columns[i]}`)
  const added = kinds.map((kind, i) => {
    const read = `x.${i + 2}`
    return `arraySum((x, place) -> multiIf(place > 2 * nth, 0, place % 2 = 1, -${read}, ${read}), turns, arrayEnumerate(turns)) AS ${clocks[kind].added}`
  })
  const noTurns = `CAST([], 'Array(Tuple(Int64, ${kinds.map(() => 'Int64').join(', ')}))')`
  return [
    `turning AS (
  SELECT k AS turning_key, arraySort(groupArray((f_time, f_source, f_id, pauses, resumes, ${columns.join(', ')}))) AS turning
  FROM (
    SELECT *, ${keyText(rule.key)} AS k, ${isOf(scope, rule.pause, rule.pauseWhere)} AS pauses,
      ${isOf(scope, rule.resume, rule.resumeWhere)} AS resumes, ${readings.join(', ')}
    FROM (${eventRows(read, [...rule.pause, ...rule.resume], names)})
  )
  WHERE isNotNull(k) AND (pauses OR resumes) GROUP BY k
)`,
    `clocked AS (
  SELECT *, arrayFold(
    (done, x) -> if(x.1 >= f_time AND if(length(done) % 2 = 0, x.4, x.5),
      arrayPushBack(done, (x.1, ${kinds.map((_, i) => `x.${i + 6}`).join(', ')})), done),
    turning, ${noTurns}) AS turns
  FROM (${openings}) AS opened LEFT JOIN turning ON k = turning_key
)`,
    `running AS (
  SELECT *, arrayJoin(range(intDiv(length(turns), 2) + 1)) AS nth, if(nth = 0, f_time, turns[2 * nth].1) AS runs_from,
    if(length(turns) > 2 * nth, toNullable(turns[2 * nth + 1].1), NULL) AS runs_until,
    ${added.join(',\n    ')}
  FROM clocked
)`,
  ]
}
