import { and, count, eq, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { issues } from '../postgres/schema.ts'
import { notToldByGroup } from '../quality/blind.ts'
import type { Issue } from './act.ts'
import { dimension, type IssueGroup } from './dimensions.ts'
import { type IssueFilter, issuesWhere } from './filter.ts'

/**
 * Orders a queue can have; ties go by id, so that pages never overlap. The first three are served by an index, whatever
 * the number of issues.
 */
export const issueOrders = {
  /** What matters most first. */
  priority: { value: sql`${issues.priority}`, type: 'int', descending: true, mayBeNull: false },
  /** What is due first; without a limit last. */
  due: { value: sql`${issues.dueAt}`, type: 'timestamptz', descending: false, mayBeNull: true },
  newest: { value: sql`${issues.openedAt}`, type: 'timestamptz', descending: true, mayBeNull: false },
  amount: { value: sql`coalesce(${issues.amount}, -1)`, type: 'bigint', descending: true, mayBeNull: false },
} as const satisfies Record<string, Order>
export type IssueOrder = keyof typeof issueOrders

interface Order {
  value: SQL
  /** Type a cursor's text is read back as. */
  type: 'int' | 'bigint' | 'timestamptz'
  descending: boolean
  /** Nulls come last; only where the order is ascending. */
  mayBeNull: boolean
}

const sorted = ({ value, descending }: Order): SQL =>
  descending ? sql`${value} desc, ${issues.id} desc` : sql`${value} asc, ${issues.id} asc`

/** The order of a queue, as a query within one transaction needs it. */
export const inOrder = (order: IssueOrder): SQL => sorted(issueOrders[order])

/** What comes after a cursor. */
const beyond = (order: Order, last: Cursor): SQL => {
  if (last.value === null) return sql`${order.value} is null and ${issues.id} > ${last.id}`
  const value = sql`${last.value}::${sql.raw(order.type)}`
  if (order.descending) return sql`(${order.value}, ${issues.id}) < (${value}, ${last.id})`
  const greater = sql`(${order.value}, ${issues.id}) > (${value}, ${last.id})`
  return order.mayBeNull ? sql`(${greater} or ${order.value} is null)` : greater
}

interface Cursor {
  value: string | null
  id: string
}

export interface Page {
  issues: Issue[]
  /** Cursor of the next page, or null at the end. */
  next: string | null
}

/** One page of the queue. `cursor` is the `next` of the page before; one that is not ours starts from the beginning. */
export const queue = async (
  db: Db,
  scope: Scope,
  request: { filter: IssueFilter; order: IssueOrder; limit: number; cursor?: string | null },
): Promise<Page> => {
  const order: Order = issueOrders[request.order]
  const last = readCursor(order, request.cursor)
  const rows = await db
    .select({ issue: issues, value: sql<string | null>`(${order.value})::text` })
    .from(issues)
    .where(and(issuesWhere(scope, request.filter), last === null ? undefined : beyond(order, last)))
    .orderBy(sorted(order))
    .limit(request.limit + 1)
  const page = rows.slice(0, request.limit)
  const end = page.at(-1)
  return {
    issues: page.map((row) => row.issue),
    next: rows.length > request.limit && end !== undefined ? writeCursor({ value: end.value, id: end.issue.id }) : null,
  }
}

const writeCursor = ({ value, id }: Cursor): string => Buffer.from(JSON.stringify([value, id])).toString('base64url')

/** Cursors travel through URLs: what Postgres could not read must not reach it. */
const readable = {
  int: /^-?\d{1,9}$/,
  bigint: /^-?\d{1,18}$/,
  timestamptz: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/,
}

const readCursor = (order: Order, cursor: string | null | undefined): Cursor | null => {
  if (!cursor) return null
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown]
    const sound = value === null ? order.mayBeNull : typeof value === 'string' && readable[order.type].test(value)
    return sound && typeof id === 'string' && !id.includes('\0') ? { value: value as string | null, id } : null
  } catch {
    return null
  }
}

export const countIssues = async (db: Db, scope: Scope, filter: IssueFilter): Promise<number> => {
  const [row] = await db.select({ n: count() }).from(issues).where(issuesWhere(scope, filter))
  return row!.n
}

/** All that match, in the order of the queue, as they are now: what a bulk action on them is about. */
export const matchingIssues = async (
  db: Db,
  scope: Scope,
  request: { filter: IssueFilter; order: IssueOrder; limit: number },
): Promise<{ id: string; version: number }[]> =>
  db
    .select({ id: issues.id, version: issues.version })
    .from(issues)
    .where(issuesWhere(scope, request.filter))
    .orderBy(sorted(issueOrders[request.order]))
    .limit(request.limit)

export interface GroupCount {
  value: string | null
  issues: number
  /** Sum of the amounts involved, fen. */
  amount: number
}

/**
 * Counts and amounts by one dimension of all that match, largest first. An issue of several rules counts under each of
 * them.
 */
export const groupIssues = async (
  db: Db,
  scope: Scope,
  filter: IssueFilter,
  by: IssueGroup,
  now: Date,
): Promise<GroupCount[]> => {
  const where = and(issuesWhere(scope, filter), notToldByGroup(scope, by))
  const rows = await rowsOf<{ value: string | null; issues: number; amount: number | string }>(
    db,
    sql`select value, count(*)::int as issues, coalesce(sum(amount), 0)::float8 as amount
        from (select ${dimension(by, now)} as value, ${issues.amount} as amount from ${issues}
              where ${where}) as matching
        group by value order by issues desc, value`,
  )
  return rows.map((row) => ({ ...row, amount: Number(row.amount) }))
}

/** Whether an id is an issue the person may see. */
export const issueVisible = async (db: Db, scope: Scope, id: string): Promise<boolean> => {
  const [row] = await db
    .select({ id: issues.id })
    .from(issues)
    .where(and(eq(issues.id, id), issuesWhere(scope, {})))
  return row !== undefined
}
