import { sql } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { issues } from '../postgres/schema.ts'
import { type IssueFilter, issuesWhere } from './filter.ts'

export interface IssueTimeliness {
  live: number
  overdue: number
  /** Not overdue yet, due within the given time. */
  dueSoon: number
  over: number
}

/** How the issues a person sees stand against their limits. */
export const issueTimeliness = async (
  db: Db,
  scope: Scope,
  filter: IssueFilter,
  moment: { now: Date; soonMs: number },
): Promise<IssueTimeliness> => {
  const now = moment.now.toISOString()
  const soon = new Date(moment.now.getTime() + moment.soonMs).toISOString()
  const [row] = await rowsOf<IssueTimeliness>(
    db,
    sql`select count(*) filter (where ${issues.dueAt} is not null)::int as "live",
               count(*) filter (where ${issues.dueAt} < ${now}::timestamptz)::int as "overdue",
               count(*) filter (where ${issues.dueAt} >= ${now}::timestamptz and ${issues.dueAt} < ${soon}::timestamptz)::int as "dueSoon",
               count(*) filter (where ${issues.dueAt} is null)::int as "over"
        from ${issues} where ${issuesWhere(scope, filter)}`,
  )
  return row!
}
