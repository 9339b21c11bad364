import { and, eq, inArray } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { appendActions } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { issueHits, issues } from '../postgres/schema.ts'
import type { Done, Issue, Occasion } from './act.ts'
import { differing } from './differing.ts'
import { actorsOf, partnersOf, union, worst } from './facts.ts'
import { judge } from './judge.ts'
import { issueId } from './key.ts'
import { dueAt } from './limits.ts'
import { leadOthers } from './merge.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { type Refusal, refuse } from './refusal.ts'
import { counted } from './split-back.ts'
import type { Stale } from './stale.ts'
import { sideActions } from './transitions.ts'

/**
 * Takes hits out of an issue into one of their own, in one transaction. The new one begins in `open` with the clock of
 * the old, is about who acted in its hits, and carries on who confirmed or answered; later hits of the subject join the
 * old one. Merging the two puts it back.
 * @returns the new issue
 */
export const split = async (
  db: Db,
  scope: Scope,
  id: string,
  hitIds: readonly string[],
  reason: string,
  occasion: Occasion,
): Promise<Done | Refusal | Stale> => {
  if (reason.trim() === '') return refuse('no-reason')
  const chosen = new Set(hitIds)
  if (chosen.size === 0) return refuse('nothing-chosen')
  return db.transaction(async (tx) => {
    await oneAtATime(tx)
    const [issue] = await tx
      .select()
      .from(issues)
      .where(and(eq(issues.id, id), visibleIssues(scope)))
      .for('update')
    if (issue === undefined) return refuse('not-found')
    const refused = await judge(tx, scope, issue, sideActions.split, occasion)
    if (refused !== null) return refused
    if (await leadOthers(tx, [id])) return refuse('leads-others')
    const hits = await tx.select().from(issueHits).where(eq(issueHits.issueId, id))
    const taken = hits.filter((hit) => chosen.has(hit.hitId))
    if (taken.length !== chosen.size) return refuse('no-such-hit')
    if (taken.length === hits.length) return refuse('none-left-behind')

    const left = hits.filter((hit) => !chosen.has(hit.hitId))
    const severity = worst(left.map((hit) => hit.severity))
    const next = counted({ ...issue, severity, version: issue.version + 1 }, left, occasion.now)
    const own = splitOff(issue, taken, occasion.now)
    await tx.insert(issues).values(own)
    await tx.update(issues).set(next).where(eq(issues.id, id))
    await tx
      .update(issueHits)
      .set({ issueId: own.id })
      .where(inArray(issueHits.hitId, [...chosen]))
    const common = { at: occasion.now, personId: scope.personId }
    const detail = { hits: [...chosen].sort(), reason }
    const [record] = await appendActions(tx, [
      {
        ...common,
        issueId: id,
        kind: 'split',
        fromState: issue.state,
        toState: next.state,
        detail: { ...detail, into: own.id, before: differing(issue, next) },
      },
      {
        ...common,
        issueId: own.id,
        kind: 'split-from',
        fromState: null,
        toState: own.state,
        detail: { ...detail, from: id },
      },
    ])
    for (const { id, version, state } of [next, own]) await notify(tx, { kind: 'issue', id, version, state })
    return { kind: 'done', issue: own, seq: record!.seq }
  })
}

const splitOff = (issue: Issue, taken: readonly (typeof issueHits.$inferSelect)[], now: Date): Issue => {
  const key = JSON.stringify([issue.subject, issue.ruleGroup, 'split', issue.id, issue.version])
  const severity = worst(taken.map((hit) => hit.severity))
  const due = dueAt('open', severity, now)
  return counted(
    {
      ...issue,
      id: issueId(key, 1),
      key,
      episode: 1,
      origin: 'rule',
      source: null,
      account: null,
      severity,
      state: 'open',
      stateAt: now,
      // Nobody gains time by taking things apart.
      dueAt: issue.dueAt !== null && due !== null && issue.dueAt < due ? issue.dueAt : due,
      actors: union([], actorsOf(taken)),
      partners: union([], partnersOf(taken)),
      repeatOf: null,
      answeredInTime: null,
      openedAt: now,
      assignee: null,
      confirmedBy: null,
      alsoConfirmedBy: union(issue.alsoConfirmedBy, [issue.confirmedBy]),
      alsoAnsweredBy: union(issue.alsoAnsweredBy, [issue.answeredBy]),
      snoozedUntil: null,
      escalated: 0,
      version: 1,
    },
    taken,
    now,
  )
}
