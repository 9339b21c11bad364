import { and, eq } from 'drizzle-orm'
import { inScope, visibleExemptions } from '../access/predicates.ts'
import { countsAmong, may, type Scope, sameEyes } from '../access/scope.ts'
import { hasNewerEpisode } from '../issues/episode.ts'
import { oneAtATime } from '../issues/one-at-a-time.ts'
import type { Db } from '../postgres/connect.ts'
import { exemptions, issues } from '../postgres/schema.ts'
import type { Exemption } from './covers.ts'
import { exempted, exemptibleStates, settleIssue } from './exempt-issue.ts'
import { afterEveryPlan } from './moment.ts'
import { actorsAround, type Outcome, whyNotUntil } from './propose.ts'
import { record, tellAbout } from './record.ts'
import { type ExemptionRefusalCode, refuseExemption } from './refusal.ts'

export const verdicts = ['approve', 'refuse', 'withdraw'] as const
export type Verdict = (typeof verdicts)[number]

/**
 * Decides on an exemption that was asked for. Approving lets it hold from then on, never for what was before. Who asked
 * for it and whom it concerns never decide, whatever they may do otherwise; nobody else withdraws it.
 */
export const decide = async (
  db: Db,
  scope: Scope,
  id: number,
  { verdict, note }: { verdict: Verdict; note: string },
  { now }: { now: Date },
): Promise<Outcome> =>
  db.transaction(async (tx) => {
    // Before any row, as opening issues does; held until the moment since when it holds is committed.
    await oneAtATime(tx)
    const row = await locked(tx, scope, id)
    if (!row) return refuseExemption('not-found')
    const around = row.kind === 'subject' ? await actorsAround(tx, row.rules[0]!, row.value) : []
    const barred = barredFrom(scope, { ...row, concerned: [...row.concerned, ...around] }, verdict)
    if (barred) return refuseExemption(barred)
    if (verdict !== 'withdraw' && note.trim() === '') return refuseExemption('no-reason')
    const said = note.trim() === '' ? null : note
    const settle = async (end: Partial<Exemption>, kind: 'approve' | 'refuse' | 'withdraw') => {
      const by = { decidedBy: scope.personId, decidedAt: now, note: said }
      const [next] = await tx
        .update(exemptions)
        .set({ ...end, ...by })
        .where(eq(exemptions.id, id))
        .returning()
      await record(tx, next!, { kind: `exemption-${kind}`, by: scope.personId, now })
      if (kind !== 'withdraw')
        await tellAbout(tx, next!, {
          ...{ name: 'decided', to: [row.proposedBy], now },
          ...(kind === 'approve'
            ? { zh: '豁免已批准', en: 'Exemption approved' }
            : { zh: '豁免未获批准', en: 'Exemption refused' }),
        })
      return { kind: 'done' as const, exemption: next! }
    }
    if (verdict === 'withdraw') return settle({ state: 'withdrawn' }, 'withdraw')
    if (verdict === 'refuse') return settle({ state: 'refused' }, 'refuse')
    const ends = whyNotUntil(row.until, now)
    if (ends) return refuseExemption(ends)
    if (row.issueId !== null) {
      const refused = await exemptIssue(tx, scope, row, now)
      if (refused) return refuseExemption(refused)
    }
    return settle({ state: 'approved', since: await afterEveryPlan(tx, now) }, 'approve')
  })

export const locked = async (tx: Db, scope: Scope, id: number): Promise<Exemption | null> => {
  const [row] = await tx
    .select()
    .from(exemptions)
    .where(and(eq(exemptions.id, id), visibleExemptions(scope)))
    .for('update')
  return row ?? null
}

/** Why somebody may not give a verdict on an exemption they see, or null. */
export const barredFrom = (scope: Scope, row: Exemption, verdict: Verdict): ExemptionRefusalCode | null => {
  const isOwn = row.proposedBy === scope.personId
  const over = row.state === 'proposed' ? null : ('over' as const)
  if (verdict === 'withdraw') return isOwn ? over : 'not-proposer'
  if (!may(scope, 'exemptions:decide')) return 'not-permitted'
  if (!inScope(scope, row.orgunit)) return 'not-yours'
  if (countsAmong(scope, row.concerned)) return 'concerned'
  return sameEyes(scope, row.proposedBy, row.proposedAt) ?? over
}

const exemptIssue = async (tx: Db, scope: Scope, row: Exemption, now: Date): Promise<ExemptionRefusalCode | null> => {
  const [issue] = await tx.select().from(issues).where(eq(issues.id, row.issueId!)).for('update')
  if (!issue) return 'no-issue'
  // Who is concerned may have become known since it was asked for.
  if (countsAmong(scope, issue.actors)) return 'concerned'
  if (!exemptibleStates.includes(issue.state)) return 'wrong-state'
  if (await hasNewerEpisode(tx, issue)) return 'newer-episode'
  if (issue.state === 'exempted') return null
  await settleIssue(tx, issue, exempted(issue, now), { kind: 'exempt', by: scope.personId, now, exemption: row.id })
  return null
}
