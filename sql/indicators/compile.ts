import { type SQL, sql } from 'drizzle-orm'
import { clickhouseRows, clickhouseSubtree, postgresSubtree, visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { moment, quoted } from '../clickhouse/bind.ts'
import { issues } from '../postgres/schema.ts'
import { soonUntil } from '../timeliness/soon.ts'
import type { Dimension, Part } from './indicator.ts'
import type { Period } from './period.ts'
import { type Asking, depthBelow, type Table, tables } from './tables.ts'

/** What a number is narrowed to: a unit with everything below it, and values of dimensions. */
export type Filters = { readonly orgunit?: string } & { readonly [D in Exclude<Dimension, 'orgunit'>]?: string }

export interface Question {
  readonly part: Part
  readonly scope: Scope
  readonly over: 'period' | 'now'
  readonly period: Period
  readonly minutes: { readonly from: number; readonly to: number } | null
  readonly by: readonly Dimension[]
  readonly filters: Filters
  /** Parts of the ids that `unit` gives; by default those of the next level below the unit looked at. */
  readonly depth?: number
  /** Rows read before the answer is given up as too large, one more than is answered. */
  readonly most?: number
  /** Days within which a campaign's contacts and answers count. */
  readonly window: number
  /** Epoch ms. */
  readonly now: number
  readonly asOf: number
}

const filterEntries = (filters: Filters): [Dimension, string][] =>
  Object.entries(filters).filter(([name, value]) => name !== 'orgunit' && value !== undefined) as [Dimension, string][]

/** Dimensions and filters a table cannot serve; empty when it can serve all. */
export const unserved = (table: Table, by: readonly Dimension[], filters: Filters): string[] => [
  ...by.filter((dimension) => table.dimensions[dimension] === undefined),
  ...filterEntries(filters)
    .map(([name]) => name)
    .filter((name) => table.dimensions[name] === undefined),
  ...(filters.orgunit !== undefined && table.orgunit === undefined ? ['orgunit'] : []),
]

const askingOf = ({ part, period, minutes, filters, scope, depth, window, asOf }: Omit<Question, 'by'>): Asking => ({
  period,
  minutes,
  window,
  asOf,
  depth: depth ?? depthBelow(filters.orgunit ?? scope.orgunit),
  at: part.at ?? 'opened_at',
})

const limited = ({ most }: Question): string => (most === undefined ? '' : ` LIMIT ${most}`)

const narrowed = (
  where: string,
  { now, asOf }: Pick<Question, 'now' | 'asOf'>,
  moment: (ms: number) => string,
): string =>
  where
    .replaceAll('{now}', moment(now))
    .replaceAll('{asOf}', moment(asOf))
    .replaceAll('{soon}', moment(soonUntil(asOf)))

/** FROM and WHERE of a part in ClickHouse, and so the rows a number is taken over, for the list behind it. */
export const rowsOfClickHouse = (question: Omit<Question, 'by'>): string => {
  const { part, scope, filters } = question
  const table = tables[part.table]
  const asking = askingOf(question)
  const conditions = [
    question.over === 'period' ? table.period?.(asking) : undefined,
    table.orgunit === undefined ? undefined : clickhouseRows(scope, { orgunit: table.orgunit, class: table.class }),
    table.about === undefined ? undefined : `${table.about} != ${quoted(scope.personId)}`,
    filters.orgunit === undefined ? undefined : clickhouseSubtree(filters.orgunit, table.orgunit),
    ...filterEntries(filters).map(([name, value]) => `${table.dimensions[name]!(asking)} = ${quoted(value)}`),
    part.where && narrowed(part.where, question, moment),
  ].filter((condition) => condition !== undefined)
  return `${table.from(asking)}
    WHERE ${conditions.length === 0 ? '1' : conditions.map((condition) => `(${condition})`).join(' AND ')}`
}

/** The query of one part for ClickHouse; rows `{k0, k1, …, value}`. */
export const compileForClickHouse = (question: Question): string => {
  const { part, by } = question
  const table = tables[part.table]
  const asking = askingOf(question)
  const keys = by.map((dimension, i) => `${table.dimensions[dimension]!(asking)} AS k${i}`)
  const grouped = keys.length === 0 ? '' : ` GROUP BY ${keys.map((_, i) => `k${i}`).join(', ')}`
  const value = narrowed(part.value.replaceAll('{rows}', '1'), question, moment)
  return `SELECT ${[...keys, `${value} AS value`].join(', ')} FROM ${rowsOfClickHouse(question)}${grouped}${limited(question)}`
}

/** The query of one part for Postgres; rows `{k0, k1, …, value}`. */
export const compileForPostgres = (question: Question): SQL => {
  const { part, scope, by, filters } = question
  const table = tables[part.table]
  const asking = askingOf(question)
  const moment = (ms: number) => `to_timestamp(${ms / 1000})`
  const conditions: SQL[] = [part.table === 'issues' ? visibleIssues(scope) : sql`true`]
  if (question.over === 'period' && table.period !== undefined) conditions.push(sql.raw(table.period(asking)))
  if (filters.orgunit !== undefined) conditions.push(postgresSubtree(filters.orgunit, issues.orgunit))
  for (const [name, value] of filterEntries(filters)) {
    conditions.push(
      name === 'rule' ? sql`${value} = any(rule_ids)` : sql`${sql.raw(table.dimensions[name]!(asking))} = ${value}`,
    )
  }
  if (part.where !== undefined) {
    conditions.push(sql.raw(narrowed(part.where, question, moment)))
  }
  const keys = by.map((dimension, i) => `${table.dimensions[dimension]!(asking)} as k${i}`)
  const grouped = keys.length === 0 ? '' : ` group by ${keys.map((_, i) => `k${i}`).join(', ')}`
  const selected = [...keys, `(${part.value})::float8 as value`].join(', ')
  const where = sql.join(
    conditions.map((condition) => sql`(${condition})`),
    sql` and `,
  )
  return sql`select ${sql.raw(selected)} from ${sql.raw(table.from(asking))} where ${where}${sql.raw(grouped + limited(question))}`
}
