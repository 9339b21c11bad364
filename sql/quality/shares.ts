import { atHeadOffice, may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import type { QualityShares } from '../postgres/quality-tables.ts'
import { writeSetting } from '../settings/settings.ts'
import { sharesInForce, sharesKey } from './draw.ts'
import { type QualityRefusal, refuseQuality } from './refusal.ts'

/** Sets which share of decisions is judged again, from the next draw on; by a lead of the head office, on record. */
export const setShares = async (
  db: Db,
  scope: Scope,
  shares: QualityShares,
  { reason, now }: { reason: string; now: Date },
): Promise<{ kind: 'done' } | QualityRefusal> => {
  if (!may(scope, 'issues:lead') || !atHeadOffice(scope)) return refuseQuality('not-permitted')
  if (reason.trim() === '') return refuseQuality('no-reason')
  if (![shares.all, ...Object.values(shares.strata)].every((share) => share >= 0 && share <= 1))
    return refuseQuality('wrong-shares')
  return db.transaction(async (tx) => {
    const before = await sharesInForce(tx)
    await writeSetting(tx, sharesKey, shares)
    const record = { at: now, personId: scope.personId, issueId: null, fromState: null, toState: null }
    await appendAction(tx, { ...record, kind: 'quality-shares', detail: { before, shares, reason } })
    return { kind: 'done' }
  })
}
