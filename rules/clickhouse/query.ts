import type { Bundle } from '../bundle/bundle.ts'
import { calendarOf } from '../bundle/calendars.ts'
import { beyond, earliest } from '../events/moment.ts'
import type { CheckedRule } from '../language/checked.ts'
import { expressionsOf } from '../language/expressions.ts'
import { measuresOf } from '../language/peer.ts'
import { nodesOf } from '../language/tree.ts'
import { calendarConstants } from './calendar.ts'
import { deadlineQuery, dueUntil, readFrom } from './deadline.ts'
import { matchQuery } from './match.ts'
import { countedFrom, peerQuery } from './peer.ts'
import type { Source, Verdict } from './rows.ts'
import type { DayRange, Scope } from './scope.ts'
import { scoreQuery } from './score.ts'
import { sequenceQuery } from './sequence.ts'
import { windowQuery } from './window.ts'

export interface HitsQueryOptions {
  /** Hits at or after this moment, epoch ms; default all. Events before it still count in windows and open deadlines. */
  readonly from?: number
  /** Judged up to and including this moment, epoch ms. */
  readonly until: number
  /** Default `events`. */
  readonly table?: string
  /** Rows judged; default `['ok']`, what the engine judged in order. */
  readonly verdicts?: readonly Verdict[]
}

const dayMs = 86_400_000

/**
 * One SELECT whose rows are the hits of a rule over the events table, in the order all evaluators answer in; each row
 * is a {@link ./hit.ts} `HitRow`. `table` is put in as it is and must not come from a user.
 */
export const hitsQuery = (
  rule: CheckedRule,
  bundle: Bundle,
  { from, until, table = 'events', verdicts = ['ok'] }: HitsQueryOptions,
): string => {
  if (rule.kind === 'score') {
    const start = from === undefined ? undefined : from - rule.withinMs
    const weighed = rule.of.map(({ ruleId, weight }) => {
      const named = bundle.rules.find(({ id }) => id === ruleId)
      if (!named) throw new Error(`${rule.id}: the bundle has no rule ${ruleId}`)
      const query = hitsQuery(named, bundle, { ...(start !== undefined && { from: start }), until, table, verdicts })
      return { ruleId, weight, query }
    })
    return withNames(scoreQuery(rule, weighed, from ?? null))
  }
  const source: Source = {
    table,
    verdicts,
    from: from === undefined ? null : Math.max(from, earliest),
    until: Math.min(until, beyond - 1),
  }
  const undated = undatedScope(rule, bundle)
  const scope: Scope = { ...undated, days: daysNeeded(undated, source) }
  const clauses = queryOf(scope, source)
  const constants = clauses.some((clause) => clause.includes('cal_work') || clause.includes('cal_through'))
    ? calendarConstants(scope.calendar, scope.days)
    : []
  return withNames([...constants, ...clauses])
}

/** The earliest event time that may matter to a hit at or after `from`, epoch ms; null when any may. */
export const readsFrom = (rule: CheckedRule, bundle: Bundle, from: number): number | null => {
  if (rule.kind !== 'score') {
    const undated = undatedScope(rule, bundle)
    return reach(undated, { table: '', verdicts: [], from: Math.max(from, earliest), until: from }).from
  }
  const weighed = bundle.rules.filter(({ id }) => rule.of.some(({ ruleId }) => ruleId === id))
  const starts = weighed.map((each) => readsFrom(each, bundle, from - rule.withinMs))
  return starts.includes(null) ? null : Math.min(from - rule.withinMs, ...(starts as number[]))
}

/** The last clause is the SELECT, those before it what it names. */
const withNames = (clauses: readonly string[]): string => {
  const named = clauses.slice(0, -1)
  return `${named.length === 0 ? '' : `WITH\n${named.join(',\n')}\n`}${clauses.at(-1)}`
}

const queryOf = (scope: Scope, source: Source): string[] => {
  const { rule } = scope
  switch (rule.kind) {
    case 'score':
      throw new Error(`${rule.id} is asked through the rules it weighs`)
    case 'match':
      return matchQuery(rule, scope, source)
    case 'window':
      return windowQuery(rule, scope, source)
    case 'deadline':
      return deadlineQuery(rule, scope, source)
    case 'peer':
      return peerQuery(rule, scope, source)
    case 'sequence':
      return sequenceQuery(rule, scope, source)
  }
}

type Undated = Omit<Scope, 'days'>

const undatedScope = (rule: Exclude<CheckedRule, { kind: 'score' }>, bundle: Bundle): Undated => {
  let names = 0
  return {
    rule,
    parameters: bundle.parameters[rule.id] ?? {},
    calendar: calendarOf(bundle, rule.calendar),
    lists: bundle.lists,
    measures: rule.kind === 'window' ? rule.measures : rule.kind === 'peer' ? measuresOf(rule) : [],
    name: () => `x${++names}`,
  }
}

/** The local days the calendar's arrays must reach: those of the rows read and of the times due after them. */
const daysNeeded = (scope: Undated, source: Source): DayRange => {
  if (asksOtherMoments(scope.rule)) return days(earliest, beyond)
  const { from, until } = reach(scope, source)
  return days(from ?? earliest, until)
}

const days = (from: number, until: number): DayRange => ({
  first: Math.floor(Math.max(from, earliest) / dayMs) - 1,
  last: Math.floor(Math.min(until, beyond - 1) / dayMs) + 1,
})

const reach = (scope: Undated, { from, until }: Source): { from: number | null; until: number } => {
  const { rule } = scope
  switch (rule.kind) {
    case 'match':
    case 'score':
      return { from, until }
    case 'window':
      return { from: from === null ? null : from - Math.max(...rule.measures.map(({ withinMs }) => withinMs)), until }
    case 'peer':
      return { from: countedFrom(rule, from), until }
    case 'sequence':
      return { from: from === null ? null : from - rule.withinMs, until }
    case 'deadline':
      return {
        from: from === null ? null : readFrom(rule, scope, from),
        until: dueUntil(rule, scope, until),
      }
  }
}

/** Whether a calendar function is asked of anything but the time of an event, so that any day may come up. */
const asksOtherMoments = (rule: CheckedRule): boolean =>
  expressionsOf(rule).some((expression) =>
    [...nodesOf(expression)].some(
      (node) =>
        node.kind === 'call' &&
        (node.op === 'isWorkday' || node.op === 'isWorkingTime') &&
        !(node.args[0]?.kind === 'field' && node.args[0].name === 'time'),
    ),
  )
