import { and, count, inArray } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { issues } from '../postgres/schema.ts'

/** How many of these issues the person may see: what a notice may tell them. */
export const countVisible = async (db: Db, scope: Scope, ids: readonly string[]): Promise<number> => {
  if (ids.length === 0) return 0
  const [row] = await db
    .select({ n: count() })
    .from(issues)
    .where(and(inArray(issues.id, [...ids]), visibleIssues(scope)))
  return row?.n ?? 0
}
