import { and, asc, eq, isNull } from 'drizzle-orm'
import { inScope } from '../access/predicates.ts'
import { countsAmong, may, type Scope } from '../access/scope.ts'
import { oneAtATime } from '../issues/one-at-a-time.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { exemptHits, exemptions } from '../postgres/schema.ts'
import type { Exemption } from './covers.ts'
import { locked } from './decide.ts'
import { afterEveryPlan } from './moment.ts'
import { wakeIssue } from './over.ts'
import type { Outcome } from './propose.ts'
import { record, tellAbout } from './record.ts'
import { type ExemptionRefusalCode, refuseExemption } from './refusal.ts'

/**
 * Ends an exemption before its time. What it covered until then stays covered; with `takeBack`, when it should never
 * have been granted, the hits it covered open issues now, each once.
 */
export const end = async (
  db: Db,
  scope: Scope,
  id: number,
  { reason, takeBack }: { reason: string; takeBack: boolean },
  { now }: { now: Date },
): Promise<Outcome> =>
  db.transaction(async (tx) => {
    await oneAtATime(tx)
    const row = await locked(tx, scope, id)
    if (!row) return refuseExemption('not-found')
    const barred = barredFromEnding(scope, row, { takeBack, now })
    if (barred) return refuseExemption(barred)
    if (reason.trim() === '') return refuseExemption('no-reason')
    // Taking back what has ended meanwhile leaves its end where it was.
    const over = row.until <= now || row.endedAt !== null
    const [next] = await tx
      .update(exemptions)
      .set({
        state: 'ended',
        endedAt: over ? row.endedAt : await afterEveryPlan(tx, now),
        endedBy: scope.personId,
        endReason: reason,
        takenBack: takeBack,
      })
      .where(eq(exemptions.id, id))
      .returning()
    const kind = takeBack ? 'exemption-taken-back' : 'exemption-end'
    await record(tx, next!, { kind, by: scope.personId, now })
    if (row.issueId !== null) await wakeIssue(tx, row.issueId, { by: scope.personId, now, exemption: id })
    if (takeBack) await release(tx, next!, now)
    await tellAbout(tx, next!, {
      ...{ name: 'ended', to: [row.proposedBy, row.decidedBy!].filter((each) => each !== scope.personId), now },
      ...{ zh: '豁免已提前结束', en: 'Exemption ended early' },
    })
    return { kind: 'done', exemption: next! }
  })

/** Why somebody may not end an exemption they see, or null. Who asked for it may; taking back is for who decides. */
export const barredFromEnding = (
  scope: Scope,
  row: Exemption,
  { takeBack, now }: { takeBack: boolean; now: Date },
): ExemptionRefusalCode | null => {
  const isOwn = row.proposedBy === scope.personId && !takeBack
  if (!isOwn && !may(scope, 'exemptions:decide')) return 'not-permitted'
  if (!inScope(scope, row.orgunit)) return 'not-yours'
  if (countsAmong(scope, row.concerned)) return 'concerned'
  if (row.state !== 'approved' && !(takeBack && row.state === 'ended' && !row.takenBack)) return 'over'
  return !takeBack && row.until <= now ? 'over' : null
}

const release = async (tx: Db, { id }: Exemption, now: Date): Promise<void> => {
  const kept = and(eq(exemptHits.exemptionId, id), isNull(exemptHits.withdrawnAt), isNull(exemptHits.releasedAt))
  const rows = await tx.select().from(exemptHits).where(kept).orderBy(asc(exemptHits.at), asc(exemptHits.hitId))
  await tx.update(exemptHits).set({ releasedAt: now }).where(kept)
  const hits = rows.map(({ hit }) => hit)
  const { opened, joined } = await openIssuesFromHits(tx, hits, now, { released: true })
  if (opened.length + joined.length > 0) await notify(tx, { kind: 'issues', opened, joined, withdrawn: [] })
}
