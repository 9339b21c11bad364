import { desc, inArray } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { issueActions } from '../postgres/schema.ts'
import type { Issue, Occasion, Outcome, Read } from './act.ts'
import { hasNewerEpisode } from './episode.ts'
import { lockVisible } from './lock.ts'
import { type Changed, record } from './record.ts'
import { fromRecord } from './recorded-moments.ts'
import { refuse } from './refusal.ts'
import { refuseStale } from './stale.ts'
import { type ActionKind, isLive, type Transition, transitions } from './transitions.ts'

/** How long the last own action on an issue can be taken back. */
export const undoWithinMs = 120_000

/**
 * Takes back what the person did last on an issue, if nobody (and no new hit) came after it and it is not too long ago.
 * The chain keeps both: what was done, and that it was taken back.
 */
export const undo = async (db: Db, scope: Scope, id: string, { now, version }: Occasion): Promise<Outcome> =>
  (await undoEach(db, scope, [{ id, version }], now))[0]!

/** The same as {@link undo} on several issues in one transaction, each on its own; outcomes in the order asked. */
export const undoEach = (db: Db, scope: Scope, asked: readonly Read[], now: Date): Promise<Outcome[]> =>
  db.transaction(async (tx) => {
    const seen = await lockVisible(tx, scope, asked)
    const last = await lastActions(tx, [...seen.keys()])
    const decided: (Changed | Exclude<Outcome, { kind: 'done' }>)[] = []
    for (const { id, version } of asked) {
      const issue = seen.get(id)
      if (issue === undefined) {
        decided.push(refuse('not-found'))
        continue
      }
      decided.push(await takenBack(tx, scope, issue, last.get(id), { now, version }))
      // Named again there is nothing left to take back.
      last.delete(id)
    }
    const done = await record(
      tx,
      decided.filter((each) => 'after' in each),
      { personId: scope.personId, at: now },
    )
    const each = done.values()
    return decided.map((one) => ('after' in one ? { kind: 'done', ...each.next().value! } : one))
  })

const takenBack = async (
  tx: Db,
  scope: Scope,
  issue: Issue,
  last: typeof issueActions.$inferSelect | undefined,
  { now, version }: Occasion,
): Promise<Changed | Exclude<Outcome, { kind: 'done' }>> => {
  if (version !== undefined && version !== issue.version) return refuseStale(tx, issue, version)
  const transition: Transition | undefined = transitions[last?.kind as ActionKind]
  const undoable =
    last !== undefined &&
    transition?.undoable === true &&
    last.personId === scope.personId &&
    now.getTime() - last.at.getTime() <= undoWithinMs
  if (!undoable) return refuse('nothing-to-undo')
  const after: Issue = { ...issue, ...fromRecord(last.detail.before), version: issue.version + 1 }
  if (!isLive(issue.state) && isLive(after.state) && (await hasNewerEpisode(tx, issue))) return refuse('newer-episode')
  return { before: issue, after, kind: 'undo', detail: { undone: last.seq, kind: last.kind } }
}

/** The newest record of each issue. */
const lastActions = async (tx: Db, ids: readonly string[]): Promise<Map<string, typeof issueActions.$inferSelect>> => {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectDistinctOn([issueActions.issueId])
    .from(issueActions)
    .where(inArray(issueActions.issueId, [...ids]))
    .orderBy(issueActions.issueId, desc(issueActions.seq))
  return new Map(rows.map((row) => [row.issueId!, row]))
}
