import { compareText } from '@mingjing/rules/hits/order.ts'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { type EvidenceEvent, issueHits, issues } from '../postgres/schema.ts'
import { evidenceEvents } from './evidence.ts'
import { partnersOf } from './facts.ts'

/** Copies are of the evidence and of nothing else: where there are as many, none is missing, and none need be read. */
const isIncomplete = sql`jsonb_array_length(${issueHits.copies}) < jsonb_array_length(${issueHits.evidence})`

const refOf = (event: EvidenceEvent) => `${event.source}#${event.id}`
const actorOf = ({ data }: EvidenceEvent) => (typeof data.actor === 'string' ? [data.actor] : [])

/**
 * Enters into issues who acted in their evidence, and keeps copies of it. The worker has at hand the events of one block
 * only; what came before is looked up here. Call it before one issue is shown and before anybody decides on it: four eyes
 * and need to know go by these names. Calling it again changes nothing.
 */
export const nameConcerned = async (db: Db, clickhouse: ClickHouseReader, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return
  const hits = await db
    .select({ hitId: issueHits.hitId, evidence: issueHits.evidence, copies: issueHits.copies })
    .from(issueHits)
    .where(and(inArray(issueHits.issueId, [...ids]), isIncomplete))
  const missing = hits.flatMap(({ evidence, copies }) => {
    const kept = new Set(copies.map(refOf))
    return evidence.filter((ref) => !kept.has(ref))
  })
  if (missing.length === 0) return
  const found = new Map((await evidenceEvents(clickhouse, missing)).map((event) => [refOf(event), event]))
  if (found.size === 0) return
  await db.transaction(async (tx) => {
    // In the order in which everybody locks issues.
    const locked = await tx
      .select({ id: issues.id, actors: issues.actors, partners: issues.partners })
      .from(issues)
      .where(inArray(issues.id, [...ids]))
      .orderBy(issues.id)
      .for('update')
    const now = await tx
      .select()
      .from(issueHits)
      .where(inArray(issueHits.issueId, [...ids]))
    const named = new Map(
      locked.map(({ id, actors, partners }) => [id, { actors: new Set(actors), partners: new Set(partners) }]),
    )
    for (const { hitId, issueId, evidence, copies } of now) {
      const kept = new Set(copies.map(refOf))
      const added = evidence.flatMap((ref) => (kept.has(ref) ? [] : (found.get(ref) ?? [])))
      if (added.length === 0) continue
      await tx
        .update(issueHits)
        .set({ copies: [...copies, ...added] })
        .where(eq(issueHits.hitId, hitId))
      for (const actor of added.flatMap(actorOf)) named.get(issueId)?.actors.add(actor)
      for (const partner of partnersOf([{ copies: added }])) named.get(issueId)?.partners.add(partner)
    }
    for (const { id, actors, partners } of locked) {
      const all = named.get(id)!
      if (all.actors.size > actors.length || all.partners.size > partners.length)
        await tx
          .update(issues)
          .set({ actors: [...all.actors].sort(compareText), partners: [...all.partners].sort(compareText) })
          .where(eq(issues.id, id))
    }
  })
}
