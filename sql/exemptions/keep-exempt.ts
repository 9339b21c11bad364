import { and, inArray, isNotNull, sql } from 'drizzle-orm'
import { type Action, appendActions } from '../audit/chain.ts'
import type { IssueHit } from '../issues/hit.ts'
import type { Db } from '../postgres/connect.ts'
import { exemptHits, exemptions } from '../postgres/schema.ts'
import { covers } from './covers.ts'

const piece = 1000

/**
 * Takes out the hits that an exemption covers, writes down which one it is, and gives back the others. A hit kept so
 * before is taken out again, whatever holds by now. The caller holds the lock under which issues open: approving and
 * ending take it too.
 */
export const keepExempt = async (tx: Db, hits: readonly IssueHit[], clock: Date): Promise<IssueHit[]> => {
  const fresh = await withoutKept(tx, hits)
  if (fresh.length === 0) return []
  const rules = [...new Set(fresh.map(({ ruleId }) => ruleId))]
  const standing = await tx
    .select()
    .from(exemptions)
    .where(
      and(
        isNotNull(exemptions.since),
        sql`${exemptions.rules} && (select array_agg(value) from jsonb_array_elements_text(${JSON.stringify(rules)}::jsonb))`,
      ),
    )
    .orderBy(exemptions.id)
  if (standing.length === 0) return fresh
  const found = fresh.map((hit) => ({ hit, by: standing.find((each) => covers(each, hit, clock.getTime())) }))
  const rows = found.flatMap(({ hit, by }) => (by ? [rowOf(hit, by.id, clock)] : []))
  for (let from = 0; from < rows.length; from += piece)
    await tx.insert(exemptHits).values(rows.slice(from, from + piece))
  const kept = Map.groupBy(rows, ({ exemptionId }) => exemptionId)
  await appendActions(
    tx,
    [...kept].map(([exemption, covered]): Action => {
      const detail = { exemption, hits: covered.map(({ hitId }) => hitId) }
      const issueId = standing.find(({ id }) => id === exemption)!.issueId
      return { at: clock, personId: 'system', issueId, kind: 'exempt-hits', fromState: null, toState: null, detail }
    }),
  )
  return found.flatMap(({ hit, by }) => (by ? [] : [hit]))
}

const withoutKept = async (tx: Db, hits: readonly IssueHit[]): Promise<IssueHit[]> => {
  const byId = new Map(hits.map((hit) => [hit.hitId, hit]))
  const ids = [...byId.keys()]
  for (let from = 0; from < ids.length; from += piece) {
    const part = ids.slice(from, from + piece)
    const known = await tx.select({ hitId: exemptHits.hitId }).from(exemptHits).where(inArray(exemptHits.hitId, part))
    for (const { hitId } of known) byId.delete(hitId)
  }
  return [...byId.values()]
}

const rowOf = (hit: IssueHit, exemptionId: number, clock: Date): typeof exemptHits.$inferInsert => ({
  hitId: hit.hitId,
  exemptionId,
  ruleId: hit.ruleId,
  subject: hit.subject,
  orgunit: hit.orgunit,
  actor: hit.actor,
  amount: hit.amount,
  at: new Date(hit.at),
  seenAt: clock,
  hit,
})
