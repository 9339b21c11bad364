import { and, asc, desc, eq, inArray, ne } from 'drizzle-orm'
import { inScope } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { type EvidenceEvent, issueActions, issueHits, issues } from '../postgres/schema.ts'
import { type Issue, mayAnswer } from './act.ts'
import { nameConcerned } from './concerned.ts'
import { evidenceEvents } from './evidence.ts'
import { issuesWhere } from './filter.ts'
import { type ActionKind, type Transition, transitions } from './transitions.ts'

export interface IssueDetail {
  issue: Issue
  hits: (typeof issueHits.$inferSelect)[]
  /** Events of all hits, each once, by time; those of other subjects only from the person's own units. */
  evidence: EvidenceEvent[]
  /** Of the issue and of those merged into it. */
  actions: (typeof issueActions.$inferSelect)[]
  /** Issues merged into it. */
  merged: Issue[]
  /** What it was merged into, where the person may see that. */
  leading: Issue | null
  /** Other issues of the same subject, newest first, at most 20. */
  siblings: Issue[]
  /** Actions whose state and role fit this person now; identity is judged when they act. */
  possible: ActionKind[]
}

/** Everything about an issue, or null when there is none or the person may not see it. */
export const issueDetail = async (
  db: Db,
  clickhouse: ClickHouse,
  scope: Scope,
  id: string,
): Promise<IssueDetail | null> => {
  const seen = () =>
    db
      .select()
      .from(issues)
      .where(and(issuesWhere(scope, {}), eq(issues.id, id)))
  if ((await seen()).length === 0) return null
  await nameConcerned(db, clickhouse, [id])
  const [issue] = await seen()
  if (issue === undefined) return null
  const merged = await db.select().from(issues).where(eq(issues.mergedInto, id)).orderBy(asc(issues.openedAt))
  const [hits, actions, siblings, [leading]] = await Promise.all([
    db
      .select()
      .from(issueHits)
      .where(eq(issueHits.issueId, id))
      .orderBy(asc(issueHits.at), asc(issueHits.hitId))
      .limit(500),
    db
      .select()
      .from(issueActions)
      .where(inArray(issueActions.issueId, [id, ...merged.map((each) => each.id)]))
      .orderBy(asc(issueActions.seq)),
    db
      .select()
      .from(issues)
      .where(and(issuesWhere(scope, {}), eq(issues.subject, issue.subject), ne(issues.id, id)))
      .orderBy(desc(issues.openedAt))
      .limit(20),
    issue.mergedInto === null
      ? []
      : db
          .select()
          .from(issues)
          .where(and(issuesWhere(scope, {}), eq(issues.id, issue.mergedInto))),
  ])
  return {
    issue,
    hits,
    evidence: (await evidenceOf(clickhouse, hits)).filter(
      // What other units did is not theirs to read, unless it is about the very subject of the issue.
      (event) => event.subject === issue.subject || inScope(scope, event.orgunit),
    ),
    actions,
    merged,
    leading: leading ?? null,
    siblings,
    possible: possible(scope, issue),
  }
}

const refOf = (event: EvidenceEvent) => `${event.source}#${event.id}`

const evidenceOf = async (
  clickhouse: ClickHouse,
  hits: readonly (typeof issueHits.$inferSelect)[],
): Promise<EvidenceEvent[]> => {
  const byRef = new Map(hits.flatMap((hit) => hit.copies).map((event) => [refOf(event), event]))
  const missing = hits.flatMap((hit) => hit.evidence).filter((ref) => !byRef.has(ref))
  for (const event of await evidenceEvents(clickhouse, missing)) byRef.set(refOf(event), event)
  return [...byRef.values()].sort((a, b) => a.time - b.time || (refOf(a) < refOf(b) ? -1 : 1))
}

const possible = (scope: Scope, issue: Issue): ActionKind[] =>
  (Object.entries(transitions) as [ActionKind, Transition][])
    .filter(
      ([kind, transition]) =>
        transition.from.includes(issue.state) &&
        transition.needs.some((permission) => may(scope, permission)) &&
        (kind !== 'answer' || mayAnswer(scope, issue)),
    )
    .map(([kind]) => kind)
