import type { CheckedDeadlineRule } from '../language/checked.ts'
import { deadlineReachMs } from '../language/duration.ts'
import { eventRows, fieldsIn, isOf, keyText, type Source } from './rows.ts'
import type { Scope } from './scope.ts'

/**
 * Clauses of the openings of a rule that starts anew, `begun_anew`: events of `on`, and those of `restart` before which
 * the newest event of `on` has not been met. `restarted_at` is when the next of these ends it, 0 when none does.
 */
export const restartClauses = (rule: CheckedDeadlineRule, scope: Scope, read: Source): string[] => {
  const names = [
    ...fieldsIn([rule.where, rule.amount, rule.expectWhere, rule.restartWhere]),
    ...rule.key.map(({ name }) => name),
  ]
  const place = 'PARTITION BY k ORDER BY f_time, f_source, f_id'
  const before = `OVER (${place} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`
  const after = `OVER (${place} ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)`
  return [
    `candidates AS (
  SELECT *, ${keyText(rule.key)} AS k, ${isOf(scope, rule.on, rule.where)} AS begins,
    ${isOf(scope, rule.expect, rule.expectWhere)} AS meets, ${isOf(scope, rule.restart, rule.restartWhere)} AS restarts
  FROM (${eventRows(read, [...rule.on, ...rule.expect, ...rule.restart], names)})
  WHERE isNotNull(k) AND (begins OR meets OR restarts)
)`,
    `placed AS (
  SELECT *, restarts AND begun > ended AND begun >= f_time - ${deadlineReachMs} AS anew
  FROM (SELECT *, maxIf(f_time, begins) ${before} AS begun, maxIf(f_time, meets) ${before} AS ended FROM candidates)
)`,
    `begun_anew AS (
  SELECT * FROM (SELECT *, minIf(f_time, anew) ${after} AS restarted_at FROM placed) WHERE begins OR anew
)`,
  ]
}
