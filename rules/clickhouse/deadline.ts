import { subtractTime } from '../calendar/working.ts'
import type { CheckedDeadlineRule, Duration } from '../language/checked.ts'
import { parseDuration } from '../language/duration.ts'
import { minus, plus } from './calendar.ts'
import { branchesOf, condition } from './expression.ts'
import { amountOf, eventRef, hitOrder } from './match.ts'
import { eventRows, fieldsIn, keyText, type Source } from './rows.ts'
import type { Scope } from './scope.ts'
import { shownValues } from './shown.ts'
import { quoted } from './sql.ts'

/** Every time a deadline may allow: one, or one for each value its parameter has somewhere. */
export const allowances = (rule: CheckedDeadlineRule, scope: Omit<Scope, 'days'>): Duration[] => {
  if (rule.within.kind !== 'param') return [rule.within]
  const { branches, otherwise } = branchesOf(scope, rule.within.name)
  return [...branches.map(([, value]) => value), otherwise].map(durationOf)
}

const durationOf = (value: unknown): Duration => {
  const duration = parseDuration(String(value))
  if (!duration) throw new Error(`a deadline allows ${JSON.stringify(value)}, which is no duration`)
  return duration
}

const slackMs = 2 * 86_400_000

/**
 * The earliest opening whose steps may fall at or after `from`, with slack because working time has no single inverse;
 * null when everything must be read.
 */
export const openedFrom = (
  rule: CheckedDeadlineRule,
  scope: Omit<Scope, 'days'>,
  from: number | null,
): number | null => {
  if (from === null) return null
  const starts = allowances(rule, scope).map((span) => {
    if ('ms' in span) return from - span.ms
    const longer =
      'workdays' in span ? { workdays: span.workdays + 1 } : { workingMs: span.workingMs + scope.calendar.lengthMs }
    const start = subtractTime(scope.calendar, from, longer)
    return start === null ? null : start - slackMs
  })
  return starts.includes(null) ? null : Math.min(...(starts as number[]))
}

const due = (rule: CheckedDeadlineRule, scope: Scope): string => {
  if (rule.within.kind !== 'param') return plus(scope, 'f_time', rule.within)
  const { branches, otherwise } = branchesOf(scope, rule.within.name)
  const last = plus(scope, 'f_time', durationOf(otherwise))
  if (branches.length === 0) return last
  const choices = branches.map(([within, value]) => `${within}, ${plus(scope, 'f_time', durationOf(value))}`)
  return `multiIf(${choices.join(', ')}, ${last})`
}

/**
 * Openings with their due times, a row for every step, and by an ASOF join the first expected event at or after the
 * opening: a step hits when that comes later than the step or not at all.
 */
export const deadlineQuery = (rule: CheckedDeadlineRule, scope: Scope, source: Source): string[] => {
  const key = rule.key.map(({ name }) => name)
  const steps = [
    ...rule.remind.map((span, i) => `('remind-${i + 1}', CAST(${minus(scope, 'due', span)}, 'Nullable(Int64)'))`),
    `('breach', CAST(due, 'Nullable(Int64)'))`,
  ]
  const from = source.from === null ? '' : ` AND step.2 >= ${source.from}`
  const read = { ...source, from: openedFrom(rule, scope, source.from) }
  const openings = eventRows(read, rule.on, [...fieldsIn([rule.where, rule.amount]), ...key])
  const expected = eventRows(read, rule.expect, [...fieldsIn([rule.expectWhere]), ...key])
  return [
    `openings AS (
  SELECT *, ${due(rule, scope)} AS due
  FROM (SELECT *, ${keyText(rule.key)} AS k FROM (${openings}))
  WHERE isNotNull(k) AND ${condition(scope, rule.where)}
)`,
    `steps AS (
  SELECT assumeNotNull(k) AS key, f_subject AS subject, f_time AS opened, f_source AS trigger_source,
    f_id AS trigger_id, ${eventRef} AS ref, ${amountOf(scope)} AS amount, ${shownValues(scope)} AS values,
    arrayJoin([${steps.join(', ')}]) AS step
  FROM openings
)`,
    `due_steps AS (
  SELECT * FROM steps
  WHERE isNotNull(step.2) AND step.2 <= ${source.until}${from} AND (step.1 = 'breach' OR step.2 > opened)
)`,
    `expected AS (
  SELECT assumeNotNull(k) AS key, f_time AS met, true AS found
  FROM (SELECT *, ${keyText(rule.key)} AS k FROM (${expected}))
  WHERE isNotNull(k) AND ${condition(scope, rule.expectWhere)}
)`,
    `SELECT ${quoted(rule.id)} AS rule_id, s.key AS key, s.step.1 AS step, s.subject AS subject,
  assumeNotNull(s.step.2) AS at_ms, s.trigger_source AS trigger_source, s.trigger_id AS trigger_id,
  [s.ref] AS evidence, s.amount AS amount, s.values AS values
FROM due_steps AS s ASOF LEFT JOIN expected AS e ON s.key = e.key AND s.opened <= e.met
WHERE NOT e.found OR e.met > at_ms
ORDER BY ${hitOrder}`,
  ]
}
