import { and, eq } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { issues } from '../postgres/schema.ts'
import type { Issue } from './act.ts'
import { nameConcerned } from './concerned.ts'

/** One issue with everybody concerned named on it, or null when there is none or the person may not see it. */
export const findIssue = async (
  db: Db,
  clickhouse: ClickHouseReader,
  scope: Scope,
  id: string,
): Promise<Issue | null> => {
  const seen = () =>
    db
      .select()
      .from(issues)
      .where(and(eq(issues.id, id), visibleIssues(scope)))
  if ((await seen()).length === 0) return null
  await nameConcerned(db, clickhouse, [id])
  return (await seen())[0] ?? null
}
