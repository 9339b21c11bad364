import { commonUnit } from '@mingjing/rules/events/orgunit.ts'
import { and, eq, inArray } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { type Action, appendActions } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { issueHits, issues } from '../postgres/schema.ts'
import { type Done, type Issue, type Occasion, unfit } from './act.ts'
import { differing } from './differing.ts'
import { largest, strictest, union, worst } from './facts.ts'
import { judge } from './judge.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { peopleOf } from './people.ts'
import { weigh } from './priority.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { Stale } from './stale.ts'
import { sideActions } from './transitions.ts'

/** Most issues merged into one at once. */
export const mostMerged = 20

export interface Merging {
  readonly id: string
  /** The version the person was looking at. */
  readonly version?: number
}

/**
 * Merges issues of one matter into the leading one, in one transaction. Their hits move there and later ones of their keys
 * join it; the due clock is the earliest, the unit the lowest that contains all, and who is concerned by one, or confirmed
 * or answered it, is so for the whole. Each of them is over as `merged` and points to it. {@link splitBack} takes it back.
 */
export const merge = async (
  db: Db,
  scope: Scope,
  leadingId: string,
  others: readonly Merging[],
  reason: string,
  occasion: Occasion,
): Promise<Done | Refusal | Stale> => {
  if (reason.trim() === '') return refuse('no-reason')
  const versions = new Map(others.filter(({ id }) => id !== leadingId).map(({ id, version }) => [id, version]))
  if (versions.size === 0) return refuse('nothing-chosen')
  if (versions.size > mostMerged) return refuse('too-many-merged')
  return db.transaction(async (tx) => {
    await oneAtATime(tx)
    const all = await tx
      .select()
      .from(issues)
      .where(and(inArray(issues.id, [leadingId, ...versions.keys()]), visibleIssues(scope)))
      .orderBy(issues.id)
      .for('update')
    if (all.length !== versions.size + 1) return refuse('not-found')
    for (const issue of all) {
      const version = issue.id === leadingId ? occasion.version : versions.get(issue.id)
      const refused = await judge(tx, scope, issue, sideActions.merge, { ...occasion, version })
      if (refused !== null) return refused
    }
    const leading = all.find((issue) => issue.id === leadingId)!
    const merged = all.filter((issue) => issue !== leading)
    if (await leadOthers(tx, [...versions.keys()])) return refuse('leads-others')
    const next = await united(tx, scope, leading, merged, occasion.now)
    if ([...next.alsoConfirmedBy, next.confirmedBy].some((id) => id !== null && next.actors.includes(id)))
      return refuse('confirmed-by-concerned')

    await tx.update(issues).set(next).where(eq(issues.id, leadingId))
    const over = merged.map((issue) => [issue, mergedInto(issue, leadingId, occasion.now)] as const)
    for (const [{ id }, after] of over) {
      await tx.update(issues).set(after).where(eq(issues.id, id))
      await tx.update(issueHits).set({ issueId: leadingId, cameFrom: id }).where(eq(issueHits.issueId, id))
    }
    const common = { at: occasion.now, personId: scope.personId }
    const actions: Action[] = over.map(([before, after]) => ({
      ...common,
      issueId: before.id,
      kind: 'merge-into',
      fromState: before.state,
      toState: after.state,
      detail: { into: leadingId, reason, before: differing(before, after) },
    }))
    const detail = { merged: merged.map(({ id }) => id), reason }
    const records = await appendActions(tx, [
      ...actions,
      {
        ...common,
        issueId: leadingId,
        kind: 'merge',
        fromState: leading.state,
        toState: next.state,
        detail: { ...detail, before: differing(leading, next), after: differing(next, leading) },
      },
    ])
    for (const { id, version, state } of [...over.map(([, after]) => after), next])
      await notify(tx, { kind: 'issue', id, version, state })
    return { kind: 'done', issue: next, seq: records.at(-1)!.seq }
  })
}

/** Whether other issues were merged into one of these. */
export const leadOthers = async (tx: Db, ids: readonly string[]): Promise<boolean> => {
  const [one] = await tx
    .select({ id: issues.id })
    .from(issues)
    .where(inArray(issues.mergedInto, [...ids]))
    .limit(1)
  return one !== undefined
}

const united = async (tx: Db, scope: Scope, leading: Issue, merged: readonly Issue[], now: Date): Promise<Issue> => {
  const all = [leading, ...merged]
  const next: Issue = {
    ...leading,
    severity: worst(all.map((issue) => issue.severity)),
    class: strictest(all.map((issue) => issue.class)),
    orgunit: all.map((issue) => issue.orgunit).reduce(commonUnit),
    actors: union(
      [],
      all.flatMap((issue) => issue.actors),
    ),
    partners: union(
      [],
      all.flatMap((issue) => issue.partners),
    ),
    ruleIds: union(
      [],
      all.flatMap((issue) => issue.ruleIds),
    ),
    amount: largest(all.map((issue) => issue.amount)),
    hits: all.reduce((sum, issue) => sum + issue.hits, 0),
    withdrawn: all.reduce((sum, issue) => sum + issue.withdrawn, 0),
    firstHitAt: earliest(all.map((issue) => issue.firstHitAt)),
    lastHitAt: new Date(Math.max(...all.map((issue) => issue.lastHitAt.getTime()))),
    dueAt: earliest(all.flatMap((issue) => issue.dueAt ?? [])),
    escalated: Math.max(...all.map((issue) => issue.escalated)),
    actorRisk: Math.max(...all.map((issue) => issue.actorRisk)),
    alsoConfirmedBy: union(
      leading.alsoConfirmedBy,
      merged.flatMap((issue) => [issue.confirmedBy, ...issue.alsoConfirmedBy]),
    ),
    alsoAnsweredBy: union(
      leading.alsoAnsweredBy,
      merged.flatMap((issue) => [issue.answeredBy, ...issue.alsoAnsweredBy]),
    ),
    snoozedUntil: null,
    version: leading.version + 1,
  }
  // Who had it may not be allowed to have what it has become.
  if (next.assignee !== null && (await unfit(peopleOf(tx, now), next, next.assignee)) !== null)
    next.assignee = scope.personId
  return { ...next, ...weigh(next, now) }
}

const earliest = (moments: readonly Date[]): Date => new Date(Math.min(...moments.map((moment) => moment.getTime())))

const mergedInto = (issue: Issue, leadingId: string, now: Date): Issue => ({
  ...issue,
  state: 'merged',
  stateAt: now,
  dueAt: null,
  weighAt: null,
  snoozedUntil: null,
  hits: 0,
  withdrawn: 0,
  mergedInto: leadingId,
  version: issue.version + 1,
})
