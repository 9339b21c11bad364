import { and, desc, eq } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { issueActions, issues } from '../postgres/schema.ts'
import type { Done, Issue, Occasion } from './act.ts'
import { hasNewerEpisode } from './episode.ts'
import { fromRecord } from './recorded-moments.ts'
import { type Refusal, refuse } from './refusal.ts'
import { refuseStale, type Stale } from './stale.ts'
import { type ActionKind, isLive, type Transition, transitions } from './transitions.ts'

/** How long the last own action on an issue can be taken back. */
export const undoWithinMs = 120_000

/**
 * Takes back what the person did last on an issue, if nobody (and no new hit) came after it and it is not too long ago.
 * The chain keeps both: what was done, and that it was taken back.
 */
export const undo = async (db: Db, scope: Scope, id: string, occasion: Occasion): Promise<Done | Refusal | Stale> =>
  db.transaction(async (tx) => {
    const [issue] = await tx
      .select()
      .from(issues)
      .where(and(eq(issues.id, id), visibleIssues(scope)))
      .for('update')
    if (issue === undefined) return refuse('not-found')
    if (occasion.version !== undefined && occasion.version !== issue.version)
      return refuseStale(tx, issue, occasion.version)
    const [last] = await tx
      .select()
      .from(issueActions)
      .where(eq(issueActions.issueId, id))
      .orderBy(desc(issueActions.seq))
      .limit(1)
    const transition: Transition | undefined = transitions[last?.kind as ActionKind]
    const undoable =
      last !== undefined &&
      transition?.undoable === true &&
      last.personId === scope.personId &&
      occasion.now.getTime() - last.at.getTime() <= undoWithinMs
    if (!undoable) return refuse('nothing-to-undo')

    const before = fromRecord(last.detail.before)
    const next: Issue = { ...issue, ...before, version: issue.version + 1 }
    if (!isLive(issue.state) && isLive(next.state) && (await hasNewerEpisode(tx, issue))) return refuse('newer-episode')
    await tx.update(issues).set(next).where(eq(issues.id, id))
    const { seq } = await appendAction(tx, {
      at: occasion.now,
      personId: scope.personId,
      issueId: id,
      kind: 'undo',
      fromState: issue.state,
      toState: next.state,
      detail: { undone: last.seq, kind: last.kind },
    })
    await notify(tx, { kind: 'issue', id, version: next.version, state: next.state })
    return { kind: 'done', issue: next, seq }
  })
