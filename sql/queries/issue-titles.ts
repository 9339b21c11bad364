import { and, inArray } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { issues } from '../postgres/schema.ts'

export interface IssueTitle {
  readonly zh: string
  readonly en: string
  readonly subject: string
}

/** Titles of issues the person may see. */
export const issueTitles = async (
  db: Db,
  scope: Scope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, IssueTitle>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: issues.id, zh: issues.titleZh, en: issues.titleEn, subject: issues.subject })
    .from(issues)
    .where(and(inArray(issues.id, [...ids]), visibleIssues(scope)))
  return new Map(rows.map(({ id, ...title }) => [id, title]))
}
