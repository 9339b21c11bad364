import { and, inArray } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { issues } from '../postgres/schema.ts'
import type { Issue } from './act.ts'

/** Locks those of the issues a person may see, in the order in which everybody locks issues, until `tx` ends; by id. */
export const lockVisible = async (
  tx: Db,
  scope: Scope,
  asked: readonly { readonly id: string }[],
): Promise<Map<string, Issue>> => {
  const ids = [...new Set(asked.map(({ id }) => id))]
  const rows = await tx
    .select()
    .from(issues)
    .where(and(inArray(issues.id, ids), visibleIssues(scope)))
    .orderBy(issues.id)
    .for('update')
  return new Map(rows.map((issue) => [issue.id, issue]))
}
