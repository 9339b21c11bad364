import { and, desc, eq, gt, inArray } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { type Action, appendActions } from '../audit/chain.ts'
import type { AuditKind } from '../audit/kinds.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { type IssueClass, issueActions, issueHits, issues } from '../postgres/schema.ts'
import { type Done, type Issue, type Occasion, unfit } from './act.ts'
import { hasNewerEpisode } from './episode.ts'
import { actorsOf, largest, partnersOf, strictest, union, worst } from './facts.ts'
import { judge } from './judge.ts'
import { dueAt } from './limits.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { peopleOf } from './people.ts'
import { weigh } from './priority.ts'
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
      back.push(await asBefore(tx, issue, leading, occasion.now))
    }
    const ids = back.map(({ id }) => id)
    for (const id of ids)
      await tx.update(issueHits).set({ issueId: id, cameFrom: null }).where(eq(issueHits.cameFrom, id))
    const next = await withoutMerge(tx, leading, record, occasion.now)
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
const asBefore = async (tx: Db, issue: Issue, leading: Issue, now: Date): Promise<Issue> => {
  const [own] = await tx
    .select()
    .from(issueActions)
    .where(and(eq(issueActions.issueId, issue.id), eq(issueActions.kind, 'merge-into')))
    .orderBy(desc(issueActions.seq))
    .limit(1)
  const hits = await tx.select().from(issueHits).where(eq(issueHits.cameFrom, issue.id))
  const before: Issue = { ...issue, ...fromRecord(own!.detail.before), mergedInto: null, version: issue.version + 1 }
  return withHits(before, hits, leading.class, now)
}

/** What a merge united, and what taking it back puts as it was unless it changed since. */
const unitedFields = [
  'severity',
  'class',
  'orgunit',
  'actors',
  'partners',
  'amount',
  'dueAt',
  'escalated',
  'alsoConfirmedBy',
  'alsoAnsweredBy',
  'assignee',
  'snoozedUntil',
] as const satisfies readonly (keyof Issue)[]

const withoutMerge = async (tx: Db, leading: Issue, { seq, detail }: Recorded, now: Date): Promise<Issue> => {
  const before = fromRecord(detail.before)
  const after = detail.after as Record<string, unknown>
  const left = await asLeftSince(tx, leading.id, seq)
  const restored = Object.fromEntries(
    unitedFields.flatMap((name) =>
      name in before && !left.has(name) && JSON.stringify(leading[name]) === JSON.stringify(after[name])
        ? [[name, before[name]]]
        : [],
    ),
  ) as Partial<Issue>
  const hits = await hitsOf(tx, leading.id)
  const next = withHits({ ...leading, ...restored, version: leading.version + 1 }, hits, leading.class, now)
  // Who had it may have gone, or be concerned by what was found since.
  if (next.assignee !== null && (await unfit(peopleOf(tx, now), next, next.assignee)) !== null)
    next.assignee = leading.assignee
  return next
}

const takingUp: AuditKind[] = ['assign', 'confirm', 'dismiss', 'reopen', 'snooze', 'wake', 'undo']

/** What somebody settled after a record, though its value may be the same: who has the issue, and whether it sleeps. */
const asLeftSince = async (tx: Db, id: string, seq: number): Promise<ReadonlySet<keyof Issue>> => {
  const since = await tx
    .selectDistinct({ kind: issueActions.kind })
    .from(issueActions)
    .where(
      and(eq(issueActions.issueId, id), gt(issueActions.seq, seq), inArray(issueActions.kind, [...takingUp, 'join'])),
    )
  const left = new Set<keyof Issue>()
  for (const { kind } of since) {
    // A hit wakes what becomes graver by it; whether it did is not kept, and awake is the safe side.
    left.add('snoozedUntil')
    if (kind !== 'join') left.add('assignee')
  }
  return left
}

/**
 * An issue put as it was, with the hits that stand in it now: who acted in one, and how strict one is, holds for the
 * whole, though a hit that came while it was merged changed nothing then. What became graver has the shorter limit.
 * @param whole the class of hits whose own nobody kept
 */
const withHits = (before: Issue, hits: readonly Hit[], whole: IssueClass, now: Date): Issue => {
  const next = counted(
    {
      ...before,
      class: strictest([before.class, ...hits.map((hit) => hit.class ?? whole)]),
      actors: union(before.actors, actorsOf(hits)),
      partners: union(before.partners, partnersOf(hits)),
    },
    hits,
    now,
  )
  if (next.severity === before.severity) return next
  return { ...next, dueAt: dueAt(next.state, next.severity, next.stateAt), snoozedUntil: null }
}

/** An issue with what its own hits say. */
export const counted = (issue: Issue, hits: readonly Hit[], now: Date): Issue => {
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
  return { ...next, ...weigh(next, now) }
}
