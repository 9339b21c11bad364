import { and, count, eq, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { issues } from '../postgres/schema.ts'
import type { Issue } from './act.ts'
import { type IssueFilter, issuesWhere } from './filter.ts'

/** Orders a queue can have; ties go by id, so that pages never overlap. */
export const issueOrders = {
  /** What matters most first. */
  priority: { value: sql`${issues.priority}::numeric`, descending: true },
  /** What is due first; without a limit last. */
  due: { value: sql`coalesce(extract(epoch from ${issues.dueAt}), 1e11)::numeric`, descending: false },
  newest: { value: sql`extract(epoch from ${issues.openedAt})::numeric`, descending: true },
  amount: { value: sql`coalesce(${issues.amount}, -1)::numeric`, descending: true },
} as const
export type IssueOrder = keyof typeof issueOrders

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
  const { value, descending } = issueOrders[request.order]
  const last = readCursor(request.cursor)
  const beyond: SQL | undefined =
    last === null
      ? undefined
      : descending
        ? sql`(${value}, ${issues.id}) < (${last.value}::numeric, ${last.id})`
        : sql`(${value}, ${issues.id}) > (${last.value}::numeric, ${last.id})`
  const rows = await db
    .select({ issue: issues, value: sql<string>`(${value})::text` })
    .from(issues)
    .where(and(issuesWhere(scope, request.filter), beyond))
    .orderBy(descending ? sql`${value} desc, ${issues.id} desc` : sql`${value} asc, ${issues.id} asc`)
    .limit(request.limit + 1)
  const page = rows.slice(0, request.limit)
  const end = page.at(-1)
  return {
    issues: page.map((row) => row.issue),
    next: rows.length > request.limit && end !== undefined ? writeCursor(end.value, end.issue.id) : null,
  }
}

const writeCursor = (value: string, id: string): string =>
  Buffer.from(JSON.stringify([value, id])).toString('base64url')

const readCursor = (cursor: string | null | undefined): { value: string; id: string } | null => {
  if (!cursor) return null
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown]
    return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) && typeof id === 'string' ? { value, id } : null
  } catch {
    return null
  }
}

export const countIssues = async (db: Db, scope: Scope, filter: IssueFilter): Promise<number> => {
  const [row] = await db.select({ n: count() }).from(issues).where(issuesWhere(scope, filter))
  return row!.n
}

/** Ids of all that match, in the order of the queue, for a bulk action on them. */
export const matchingIds = async (
  db: Db,
  scope: Scope,
  request: { filter: IssueFilter; order: IssueOrder; limit: number },
): Promise<string[]> => {
  const { value, descending } = issueOrders[request.order]
  const rows = await db
    .select({ id: issues.id })
    .from(issues)
    .where(issuesWhere(scope, request.filter))
    .orderBy(descending ? sql`${value} desc, ${issues.id} desc` : sql`${value} asc, ${issues.id} asc`)
    .limit(request.limit)
  return rows.map((row) => row.id)
}

/** What a queue can be grouped by. */
export const issueGroups = {
  state: issues.state,
  severity: issues.severity,
  stage: issues.stage,
  orgunit: issues.orgunit,
  branch: sql`split_part(${issues.orgunit}, '-', 1)`,
  product: issues.product,
  assignee: issues.assignee,
  rule: sql`unnest(${issues.ruleIds})`,
} as const
export type IssueGroup = keyof typeof issueGroups

export interface GroupCount {
  value: string | null
  issues: number
  /** Sum of the amounts involved, fen. */
  amount: number
}

/** Counts and amounts by one dimension, largest first. An issue of several rules counts under each of them. */
export const groupIssues = async (db: Db, scope: Scope, filter: IssueFilter, by: IssueGroup): Promise<GroupCount[]> => {
  const rows = await rowsOf<{ value: string | null; issues: number; amount: number | string }>(
    db,
    sql`select value, count(*)::int as issues, coalesce(sum(amount), 0)::float8 as amount
        from (select ${issueGroups[by]} as value, ${issues.amount} as amount from ${issues}
              where ${issuesWhere(scope, filter)}) as matching
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
