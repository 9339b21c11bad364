import { and, desc, eq, inArray } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { type Action, appendActions } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { issueActions, issueHits, issues } from '../postgres/schema.ts'
import { type Done, type Issue, judge, type Occasion } from './act.ts'
import { hasNewerEpisode } from './episode.ts'
import { actorsOf, largest, strictest, union, worst } from './facts.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { priorityOf } from './priority.ts'
import { fromRecord } from './recorded-moments.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { Stale } from './stale.ts'
import { sideActions } from './transitions.ts'

type Hit = typeof issueHits.$inferSelect

/**
 * Takes back the newest merge into an issue: what was merged stands again as before, with its hits and those of its key
 * that came meanwhile. Of the leading issue what the merge changed is as before, unless something changed it since.
 */
export const splitBack = async (
  db: Db,
  scope: Scope,
  leadingId: string,
  reason: string,
  occasion: Occasion,
): Promise<Done | Refusal | Stale> => {
  if (reason.trim() === '') return refuse('no-reason')
  return db.transaction(async (tx) => {
    await oneAtATime(tx)
    const all = await tx
      .select()
      .from(issues)
      .where(inArray(issues.id, [leadingId, ...(await mergedInto(tx, leadingId))]))
      .orderBy(issues.id)
      .for('update')
    const [leading] = await tx
      .select()
      .from(issues)
      .where(and(eq(issues.id, leadingId), visibleIssues(scope)))
    if (leading === undefined) return refuse('not-found')
    const refused = await judge(tx, scope, leading, sideActions['split-back'], occasion)
    if (refused !== null) return refused
    const record = await newestMerge(tx, leadingId, all)
    if (record === undefined) return refuse('nothing-merged')

    const back: Issue[] = []
    for (const issue of all.filter(({ id }) => (record.detail.merged as string[]).includes(id))) {
      if (await hasNewerEpisode(tx, issue)) return refuse('newer-episode')
      back.push(await asBefore(tx, issue, leading, record))
    }
    const ids = back.map(({ id }) => id)
    for (const id of ids)
      await tx.update(issueHits).set({ issueId: id, cameFrom: null }).where(eq(issueHits.cameFrom, id))
    const next = withoutMerge(leading, await hitsOf(tx, leadingId), record)
    for (const issue of [...back, next]) await tx.update(issues).set(issue).where(eq(issues.id, issue.id))
    const common = { at: occasion.now, personId: scope.personId }
    const actions: Action[] = back.map(({ id, state }) => ({
      ...common,
      issueId: id,
      kind: 'split-off',
      fromState: 'merged',
      toState: state,
      detail: { from: leadingId, reason },
    }))
    const records = await appendActions(tx, [
      ...actions,
      {
        ...common,
        issueId: leadingId,
        kind: 'split-back',
        fromState: leading.state,
        toState: next.state,
        detail: { undone: record.seq, back: ids, reason },
      },
    ])
    for (const { id, version, state } of [...back, next]) await notify(tx, { kind: 'issue', id, version, state })
    return { kind: 'done', issue: next, seq: records.at(-1)!.seq }
  })
}

/** Ids of the issues merged into one. */
export const mergedInto = async (db: Db, id: string): Promise<string[]> =>
  (await db.select({ id: issues.id }).from(issues).where(eq(issues.mergedInto, id)).orderBy(issues.id)).map(
    (row) => row.id,
  )

const hitsOf = (tx: Db, issueId: string): Promise<Hit[]> =>
  tx.select().from(issueHits).where(eq(issueHits.issueId, issueId))

type Recorded = typeof issueActions.$inferSelect

/** The newest merge that still stands. */
const newestMerge = async (tx: Db, leadingId: string, all: readonly Issue[]): Promise<Recorded | undefined> => {
  const standing = new Set(all.filter((issue) => issue.mergedInto === leadingId).map(({ id }) => id))
  const merges = await tx
    .select()
    .from(issueActions)
    .where(and(eq(issueActions.issueId, leadingId), eq(issueActions.kind, 'merge')))
    .orderBy(desc(issueActions.seq))
  return merges.find(({ detail }) => (detail.merged as string[]).some((id) => standing.has(id)))
}

/** A merged issue as it was, with the hits of its key that came meanwhile. */
const asBefore = async (tx: Db, issue: Issue, leading: Issue, merge: Recorded): Promise<Issue> => {
  const [own] = await tx
    .select()
    .from(issueActions)
    .where(and(eq(issueActions.issueId, issue.id), eq(issueActions.kind, 'merge-into')))
    .orderBy(desc(issueActions.seq))
    .limit(1)
  const hits = await tx.select().from(issueHits).where(eq(issueHits.cameFrom, issue.id))
  const before: Issue = { ...issue, ...fromRecord(own!.detail.before), mergedInto: null, version: issue.version + 1 }
  const later = hits.filter((hit) => hit.seenAt >= merge.at)
  // A later hit may have made the whole stricter, and nobody kept which: it may have been one of these.
  const stricter = later.length > 0 && leading.class !== merge.detail.class
  return counted(
    {
      ...before,
      class: stricter ? strictest([before.class, leading.class]) : before.class,
      actors: union(before.actors, actorsOf(hits)),
    },
    hits,
  )
}

/** What a merge united, and what taking it back puts as it was unless it changed since. */
const unitedFields = [
  'severity',
  'class',
  'orgunit',
  'actors',
  'amount',
  'dueAt',
  'escalated',
  'alsoConfirmedBy',
  'alsoAnsweredBy',
] as const satisfies readonly (keyof Issue)[]

const withoutMerge = (leading: Issue, hits: readonly Hit[], { detail }: Recorded): Issue => {
  const before = fromRecord(detail.before)
  const after = detail.after as Record<string, unknown>
  const restored = Object.fromEntries(
    unitedFields.flatMap((name) =>
      name in before && JSON.stringify(leading[name]) === JSON.stringify(after[name]) ? [[name, before[name]]] : [],
    ),
  ) as Partial<Issue>
  return counted({ ...leading, ...restored, version: leading.version + 1 }, hits)
}

/** An issue with what its own hits say. */
export const counted = (issue: Issue, hits: readonly Hit[]): Issue => {
  const standing = hits.filter((hit) => hit.withdrawnAt === null)
  const times = hits.map((hit) => hit.at.getTime())
  const next: Issue = {
    ...issue,
    severity: worst([issue.severity, ...standing.map((hit) => hit.severity)]),
    ruleIds: union(
      [],
      hits.map((hit) => hit.ruleId),
    ),
    amount: issue.origin === 'person' ? issue.amount : largest(standing.map((hit) => hit.amount)),
    hits: standing.length,
    withdrawn: hits.length - standing.length,
    firstHitAt: hits.length === 0 ? issue.firstHitAt : new Date(Math.min(...times)),
    lastHitAt: hits.length === 0 ? issue.lastHitAt : new Date(Math.max(...times)),
  }
  return { ...next, priority: priorityOf(next) }
}
