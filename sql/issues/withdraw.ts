import { and, eq, inArray, isNull } from 'drizzle-orm'
import { type Action, appendActions } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { exemptHits, issueHits, issues } from '../postgres/schema.ts'
import { largest } from './facts.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { weigh } from './priority.ts'

/**
 * Marks hits that a re-check refuted. They stay on their issue, struck out; people decide what becomes of it. One that is
 * exempt is no more counted as covered. Hits that are in neither, or withdrawn before, are passed by.
 * @returns ids of the issues concerned
 */
export const withdrawHits = async (tx: Db, hitIds: readonly string[], clock: Date): Promise<string[]> => {
  if (hitIds.length === 0) return []
  await oneAtATime(tx)
  const withdrawn = await tx
    .update(issueHits)
    .set({ withdrawnAt: clock })
    .where(and(inArray(issueHits.hitId, [...hitIds]), isNull(issueHits.withdrawnAt)))
    .returning({ hitId: issueHits.hitId, issueId: issueHits.issueId })
  await tx
    .update(exemptHits)
    .set({ withdrawnAt: clock })
    .where(and(inArray(exemptHits.hitId, [...hitIds]), isNull(exemptHits.withdrawnAt)))
  const byIssue = Map.groupBy(withdrawn, (row) => row.issueId)
  const actions: Action[] = []
  for (const id of [...byIssue.keys()].sort()) {
    const gone = byIssue.get(id)!
    const [issue] = await tx.select().from(issues).where(eq(issues.id, id)).for('update')
    const standing = await tx
      .select({ amount: issueHits.amount })
      .from(issueHits)
      .where(and(eq(issueHits.issueId, id), isNull(issueHits.withdrawnAt)))
    const next = {
      hits: standing.length,
      withdrawn: issue!.withdrawn + gone.length,
      // What a person wrote down does not go with a hit.
      amount: issue!.origin === 'person' ? issue!.amount : largest(standing.map((hit) => hit.amount)),
    }
    await tx
      .update(issues)
      .set({ ...next, ...weigh({ ...issue!, ...next }, clock), version: issue!.version + 1 })
      .where(eq(issues.id, id))
    actions.push({
      at: clock,
      personId: 'system',
      issueId: id,
      kind: 'withdraw',
      fromState: issue!.state,
      toState: issue!.state,
      detail: { hits: gone.map((row) => row.hitId).sort() },
    })
  }
  await appendActions(tx, actions)
  return [...byIssue.keys()]
}
