import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { arrayContains, eq, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Scope } from '../access/scope.ts'
import { type IssueState, issues, orgUnits, people } from '../postgres/schema.ts'
import { notToJudge, notToldByState } from '../quality/blind.ts'
import { type dueGroups, ofGroup } from './dimensions.ts'

export const comparisons = ['<', '<=', '>', '>=', '='] as const
export type Comparison = (typeof comparisons)[number]
export interface Bound<T> {
  compare: Comparison
  value: T
}

/** One condition of a search as people write it; of several values any suffices. A `*` at the end of an id is what begins with it. */
export type IssueCondition =
  /** Words in title, subject, id, unit or staff. */
  | { by: 'words'; text: string }
  | { by: 'subject' | 'partner' | 'staff'; values: readonly string[] }
  /** Ids of rules, or words of their titles. */
  | { by: 'rule'; values: readonly string[] }
  /** Ids of units or words of their names; each with everything below it. */
  | { by: 'unit'; values: readonly string[] }
  /** Staff ids, sign-in names or words of names; null for nobody. */
  | { by: 'owner'; values: readonly (string | null)[] }
  | { by: 'state' | 'severity' | 'class' | 'stage' | 'product' | 'channel'; values: readonly string[] }
  /** Fen; all bounds hold. */
  | { by: 'amount'; bounds: readonly Bound<number>[] }
  | { by: 'due' | 'opened'; bounds: readonly Bound<Date>[] }
  /** When it is due, seen from `now`; null without a limit. */
  | { by: 'due-group'; values: readonly ((typeof dueGroups)[number] | null)[]; now: Date }
  /** What cannot be understood matches nothing, so that no action is about more than was meant. */
  | { by: 'nothing' }

export type IssueTerm = IssueCondition & { negated?: boolean }

/** A term as a condition. What one has still to judge blind is left out where the term would tell of its decision. */
export const ofTerm = (scope: Scope, term: IssueTerm): SQL => {
  const holds = condition(term)
  // Of what has no value a negation is true.
  const asked = term.negated ? sql`(${holds}) is not true` : holds
  const told = blinded(scope, term)
  return told === undefined ? asked : sql`(${asked} and ${told})`
}

const blinded = (scope: Scope, term: IssueTerm): SQL | undefined => {
  if (term.by === 'state') return notToldByState(scope, term.values as IssueState[])
  return term.by === 'owner' ? notToJudge(scope) : undefined
}

const condition = (term: IssueCondition): SQL => {
  switch (term.by) {
    case 'words':
      return mentions(term.text)
    case 'subject':
      return any(term.values.map((value) => begins(value, issues.subject) ?? eq(issues.subject, value)))
    case 'partner':
      return any(term.values.map((value) => listed(issues.partners, value)))
    case 'staff':
      return any(term.values.map((value) => listed(issues.actors, value)))
    case 'rule':
      return any(
        term.values.flatMap((value) => [
          listed(issues.ruleIds, value),
          ...(value.endsWith('*') ? [] : [ilike(issues.titleZh, within(value)), ilike(issues.titleEn, within(value))]),
        ]),
      )
    case 'unit':
      return any(term.values.map(below))
    case 'owner':
      return any(term.values.map((value) => (value === null ? isNull(issues.assignee) : ownedBy(value))))
    case 'amount':
      return all(term.bounds.map(({ compare, value }) => compared(issues.amount, compare, sql`${value}::bigint`)))
    case 'due':
    case 'opened': {
      const column = term.by === 'due' ? issues.dueAt : issues.openedAt
      return all(
        term.bounds.map(({ compare, value }) => compared(column, compare, sql`${value.toISOString()}::timestamptz`)),
      )
    }
    case 'due-group':
      return any(term.values.map((value) => ofGroup('due', value, term.now)))
    case 'nothing':
      return sql`false`
    default:
      return inArray(issues[term.by] as PgColumn, [...term.values])
  }
}

const any = (conditions: readonly SQL[]): SQL => or(...conditions) ?? sql`false`
const all = (conditions: readonly SQL[]): SQL => sql`(${sql.join([...conditions], sql` and `)})`

const compared = (column: PgColumn, compare: Comparison, value: SQL): SQL => sql`${column} ${sql.raw(compare)} ${value}`

const within = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** The condition that a column begins as a value with `*` says; null where it has none. */
const begins = (value: string, column: PgColumn | SQL): SQL | null =>
  value.endsWith('*') ? sql`starts_with(${column}, ${value.slice(0, -1)})` : null

const listed = (column: PgColumn, value: string): SQL => {
  const some = begins(value, sql`one`)
  return some === null
    ? arrayContains(column, [value])
    : sql`exists (select 1 from unnest(${column}) as one where ${some})`
}

/** Asked of the organisation once and not for each issue. */
const below = (value: string): SQL => sql`${issues.orgunit} in (
  select unit.id from ${orgUnits} as named
  join ${orgUnits} as unit
    on named.id = ${headOffice} or unit.id = named.id or starts_with(unit.id, named.id || '-')
  where named.id = ${value.toLowerCase()} or named.zh ilike ${within(value)} or named.en ilike ${within(value)})`

const ownedBy = (value: string): SQL => sql`${issues.assignee} in (
  select ${people.id} from ${people}
  where ${people.id} = ${value} or ${people.login} = ${value.toLowerCase()}
    or ${people.zh} ilike ${within(value)} or ${people.en} ilike ${within(value)})`

const words = sql`concat_ws(' ', ${issues.titleZh}, ${issues.titleEn}, ${issues.subject}, ${issues.id}, ${issues.orgunit},
  array_to_string(${issues.actors}, ' '))`

const mentions = (text: string): SQL => ilike(words, within(text))
