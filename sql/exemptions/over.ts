import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import { hasNewerEpisode } from '../issues/episode.ts'
import { oneAtATime } from '../issues/one-at-a-time.ts'
import type { Db } from '../postgres/connect.ts'
import { exemptions, issues } from '../postgres/schema.ts'
import { settleIssue, takenUpAgain } from './exempt-issue.ts'
import { tellAbout } from './record.ts'

/** How long before its end people are told, ms: time enough to ask anew. */
export const toldBeforeMs = 7 * 86_400_000

/**
 * What the passing of time does to exemptions: who approved and who asked are told before one ends, and an issue whose
 * exemption is over is to be worked again. Called again it changes nothing.
 */
export const passTime = async (db: Db, now: Date): Promise<{ told: number; woken: string[] }> => {
  const ending = await db
    .select()
    .from(exemptions)
    .where(
      and(
        eq(exemptions.state, 'approved'),
        gt(exemptions.until, now),
        lte(exemptions.until, new Date(now.getTime() + toldBeforeMs)),
      ),
    )
  for (const row of ending) {
    const to = [row.decidedBy!, row.proposedBy]
    await db.transaction((tx) =>
      tellAbout(tx, row, { name: 'ends', to, now, zh: '豁免即将到期', en: 'An exemption is about to end' }),
    )
  }
  const over = await db
    .select({ id: exemptions.id, issueId: exemptions.issueId })
    .from(exemptions)
    .innerJoin(issues, eq(issues.id, exemptions.issueId))
    .where(
      and(eq(issues.state, 'exempted'), inArray(exemptions.state, ['approved', 'ended']), lte(exemptions.until, now)),
    )
  const woken: string[] = []
  for (const { id, issueId } of over) {
    const done = await db.transaction(async (tx) => {
      await oneAtATime(tx)
      return wakeIssue(tx, issueId!, { by: 'system', now, exemption: id })
    })
    if (done) woken.push(issueId!)
  }
  return { told: ending.length, woken }
}

/** Lets an issue be worked again unless another exemption holds for it; under the lock by which issues open. */
export const wakeIssue = async (
  tx: Db,
  id: string,
  { by, now, exemption }: { by: string; now: Date; exemption: number },
): Promise<boolean> => {
  const [issue] = await tx.select().from(issues).where(eq(issues.id, id)).for('update')
  if (issue?.state !== 'exempted' || (await hasNewerEpisode(tx, issue))) return false
  const [other] = await tx
    .select({ id: exemptions.id })
    .from(exemptions)
    .where(and(eq(exemptions.issueId, id), eq(exemptions.state, 'approved'), gt(exemptions.until, now)))
    .limit(1)
  if (other) return false
  await settleIssue(tx, issue, takenUpAgain(issue, now), { kind: 'exemption-over', by, now, exemption })
  return true
}
