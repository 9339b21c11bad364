import type { CheckedMatchRule } from '../language/checked.ts'
import { condition, translate } from './expression.ts'
import { eventRows, fieldsIn, keyText, type Source } from './rows.ts'
import type { Scope } from './scope.ts'
import { shownValues } from './shown.ts'
import { quoted } from './sql.ts'

/** `f_source#f_id`, how a hit names an event. */
export const eventRef = `concat(f_source, '#', f_id)`

/** Every event of `on` that passes `where` is a hit. */
export const matchQuery = (rule: CheckedMatchRule, scope: Scope, source: Source): string[] => {
  const names = [...fieldsIn([rule.where, rule.amount]), ...rule.key.map(({ name }) => name)]
  return [
    `SELECT ${quoted(rule.id)} AS rule_id, k AS key, 'hit' AS step, f_subject AS subject, f_time AS at_ms,
  f_source AS trigger_source, f_id AS trigger_id, [${eventRef}] AS evidence,
  ${amountOf(scope)} AS amount, ${shownValues(scope)} AS values
FROM (SELECT *, ${keyText(rule.key)} AS k FROM (${eventRows(source, rule.on, names)}))
WHERE isNotNull(k) AND ${condition(scope, rule.where)}
ORDER BY ${hitOrder}`,
  ]
}

/** The amount involved, in fen, or null. */
export const amountOf = (scope: Scope): string =>
  scope.rule.amount
    ? `CAST(${translate(scope, scope.rule.amount).text}, 'Nullable(Int64)')`
    : `CAST(NULL, 'Nullable(Int64)')`

/** The order all evaluators answer in, for one rule. */
export const hitOrder = `at_ms, key, step, concat(trigger_source, '#', trigger_id)`
