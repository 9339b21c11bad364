import { inArray } from 'drizzle-orm'
import { tell } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import { people } from '../postgres/schema.ts'
import { type IssueHit, leadsTo } from './hit.ts'

/**
 * Tells people what reminding hits say: the actor of the trigger when they can sign in, else whoever looks after the
 * unit. Calling it again with the same hits changes nothing.
 * @returns how many reminders were new
 */
export const remindFromHits = async (tx: Db, hits: readonly IssueHit[], clock: Date): Promise<number> => {
  const reminding = hits.filter((hit) => leadsTo(hit) === 'remind')
  if (reminding.length === 0) return 0
  const actors = [...new Set(reminding.flatMap((hit) => (hit.actor === null ? [] : [hit.actor])))]
  const known = new Set(
    actors.length === 0
      ? []
      : (await tx.select({ id: people.id }).from(people).where(inArray(people.id, actors))).map((row) => row.id),
  )
  const added = await tell(
    tx,
    reminding.map((hit) => ({
      id: `remind:${hit.hitId}`,
      personId: hit.actor !== null && known.has(hit.actor) ? hit.actor : null,
      orgunit: hit.orgunit,
      kind: 'remind' as const,
      severity: hit.severity,
      class: hit.class,
      ruleId: hit.ruleId,
      subject: hit.subject,
      titleZh: hit.titleZh,
      titleEn: hit.titleEn,
      createdAt: clock,
    })),
  )
  return added.length
}
