import { addTime, subtractTime } from '../calendar/working.ts'
import { beyond } from '../events/moment.ts'
import type { CheckedDeadlineRule, Duration } from '../language/checked.ts'
import { deadlineReachMs, parseDuration } from '../language/duration.ts'
import { minus, plus } from './calendar.ts'
import { addedColumn, clockClauses } from './deadline-clock.ts'
import { restartClauses } from './deadline-restart.ts'
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

/** Working time has no single inverse. */
const slackMs = 2 * 86_400_000

/** From where on events must be read so that every step at or after `from` is known; null when from the beginning. */
export const readFrom = (rule: CheckedDeadlineRule, scope: Omit<Scope, 'days'>, from: number | null): number | null => {
  const opened = from === null ? null : openedFrom(rule, scope, from)
  return opened === null || rule.restart.length === 0 ? opened : opened - deadlineReachMs
}

const openedFrom = (rule: CheckedDeadlineRule, scope: Omit<Scope, 'days'>, from: number): number | null => {
  if (rule.pause.length > 0) return from - deadlineReachMs
  const starts = allowances(rule, scope).map((span) => {
    if ('ms' in span) return from - span.ms
    const longer =
      'workdays' in span ? { workdays: span.workdays + 1 } : { workingMs: span.workingMs + scope.calendar.lengthMs }
    const start = subtractTime(scope.calendar, from, longer)
    return start === null ? null : start - slackMs
  })
  return starts.includes(null) ? null : Math.min(...(starts as number[]))
}

/** The last moment at which a step may fall that was opened and put off by `until`, epoch ms. */
export const dueUntil = (rule: CheckedDeadlineRule, scope: Omit<Scope, 'days'>, until: number): number =>
  Math.max(
    ...allowances(rule, scope).map((span) => {
      // Pausing and resuming may both round up to the next working day.
      const longest = rule.pause.length > 0 && 'workdays' in span ? { workdays: span.workdays + 1 } : span
      return addTime(scope.calendar, until, longest) ?? beyond
    }),
  )

const due = (rule: CheckedDeadlineRule, scope: Scope): string => {
  const after = (span: Duration) => plus(scope, 'f_time', span, rule.pause.length > 0 ? addedColumn(span.kind) : null)
  if (rule.within.kind !== 'param') return after(rule.within)
  const { branches, otherwise } = branchesOf(scope, rule.within.name)
  const last = after(durationOf(otherwise))
  if (branches.length === 0) return last
  const choices = branches.map(([within, value]) => `${within}, ${after(durationOf(value))}`)
  return `multiIf(${choices.join(', ')}, ${last})`
}

/** When a step falls, `at`, and which rows tell it: with pauses the first time its clock runs for long enough. */
const falling = ({ pause }: CheckedDeadlineRule): string => {
  if (pause.length === 0) return 'SELECT *, due_step.1 AS step, due_step.2 AS at FROM steps'
  return `SELECT * FROM (
    SELECT *, due_step.1 AS step, if(nth = 0, due_step.2, due_step.2 + greatest(runs_from - due_step.2, 0)) AS at FROM steps
  )
  WHERE isNull(runs_until) OR isNull(at) OR runs_until > at OR (nth = 0 AND step != 'breach' AND at <= opened)
  ORDER BY nth LIMIT 1 BY key, trigger_source, trigger_id, step`
}

/**
 * Openings with their due times, a row for every step, and by an ASOF join the first expected event at or after the
 * opening: a step hits when that comes later than the step or not at all.
 */
export const deadlineQuery = (rule: CheckedDeadlineRule, scope: Scope, source: Source): string[] => {
  const key = rule.key.map(({ name }) => name)
  const [pauses, restarts] = [rule.pause.length > 0, rule.restart.length > 0]
  const steps = [
    ...rule.remind.map((span, i) => `('remind-${i + 1}', CAST(${minus(scope, 'due', span)}, 'Nullable(Int64)'))`),
    `('breach', CAST(due, 'Nullable(Int64)'))`,
  ]
  const from = source.from === null ? '' : ` AND at >= ${source.from}`
  const read = { ...source, from: readFrom(rule, scope, source.from) }
  const begun = restarts
    ? 'SELECT * FROM begun_anew'
    : `SELECT *, ${keyText(rule.key)} AS k FROM (${eventRows(read, rule.on, [...fieldsIn([rule.where, rule.amount]), ...key])})
  WHERE isNotNull(k) AND ${condition(scope, rule.where)}`
  const expected = eventRows(read, rule.expect, [...fieldsIn([rule.expectWhere]), ...key])
  const kinds = [...new Set(allowances(rule, scope).map(({ kind }) => kind))]
  const carried = [...(pauses ? ['nth', 'runs_from', 'runs_until'] : []), ...(restarts ? ['restarted_at'] : [])]
  return [
    ...(restarts ? restartClauses(rule, scope, read) : []),
    ...(pauses ? clockClauses(rule, scope, { read, kinds, openings: begun }) : []),
    `openings AS (
  SELECT *, ${due(rule, scope)} AS due FROM ${pauses ? 'running' : `(${begun})`}
)`,
    `steps AS (
  SELECT assumeNotNull(k) AS key, f_subject AS subject, f_time AS opened, f_source AS trigger_source,
    f_id AS trigger_id, ${eventRef} AS ref, ${amountOf(scope)} AS amount, ${shownValues(scope)} AS values,
    ${carried.map((name) => `${name}, `).join('')}arrayJoin([${steps.join(', ')}]) AS due_step
  FROM openings
)`,
    `falling AS (
  ${falling(rule)}
)`,
    `due_steps AS (
  SELECT * FROM falling
  WHERE isNotNull(at) AND at <= ${source.until}${from} AND (step = 'breach' OR at > opened)${
    pauses ? ` AND at <= opened + ${deadlineReachMs}` : ''
  }${restarts ? ' AND (restarted_at = 0 OR restarted_at > at)' : ''}
)`,
    `expected AS (
  SELECT assumeNotNull(k) AS key, f_time AS met, true AS found
  FROM (SELECT *, ${keyText(rule.key)} AS k FROM (${expected}))
  WHERE isNotNull(k) AND ${condition(scope, rule.expectWhere)}
)`,
    `SELECT ${quoted(rule.id)} AS rule_id, s.key AS key, s.step AS step, s.subject AS subject,
  assumeNotNull(s.at) AS at_ms, s.trigger_source AS trigger_source, s.trigger_id AS trigger_id,
  [s.ref] AS evidence, s.amount AS amount, s.values AS values
FROM due_steps AS s ASOF LEFT JOIN expected AS e ON s.key = e.key AND s.opened <= e.met
WHERE NOT e.found OR e.met > at_ms
ORDER BY ${hitOrder}`,
  ]
}
