import { and, eq, inArray, isNull, not, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { type IssueState, issues, qualitySamples } from '../postgres/schema.ts'

const own = (scope: Scope) => and(eq(qualitySamples.reviewer, scope.personId), isNull(qualitySamples.second))

/** Which of these issues the person has still to judge, and so must not learn how, why and by whom they were decided. */
export const blindOf = async (db: Db, scope: Scope, issueIds: readonly string[]): Promise<ReadonlySet<string>> => {
  if (issueIds.length === 0) return new Set()
  const rows = await db
    .select({ id: qualitySamples.issueId })
    .from(qualitySamples)
    .where(and(own(scope), inArray(qualitySamples.issueId, [...issueIds])))
  return new Set(rows.map(({ id }) => id))
}

const verdicts: readonly IssueState[] = ['dismissed', 'closed']

/** A list of what was dismissed, or of what was closed, would tell how each was decided: theirs are in neither. */
export const notToldByState = (scope: Scope, states: readonly IssueState[] = []): SQL | undefined =>
  verdicts.filter((each) => states.includes(each)).length === 1 ? notToJudge(scope) : undefined

/** Under a heading of the state, or of who has it, what is to be judged blind would be told. */
export const notToldByGroup = (scope: Scope, by: string | undefined): SQL | undefined =>
  by === 'state' || by === 'assignee' ? notToJudge(scope) : undefined

/** Without those the person has still to judge. */
export const notToJudge = (scope: Scope): SQL =>
  not(inArray(issues.id, sql`(select ${qualitySamples.issueId} from ${qualitySamples} where ${own(scope)})`))
