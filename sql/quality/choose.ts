import { createHmac } from 'node:crypto'
import type { QualityShares } from '../postgres/quality-tables.ts'
import type { Keys } from '../vault/keys.ts'

/** A decision that can be drawn. */
export interface Decision {
  /** The key and episode. */
  readonly key: string
  readonly episode: number
  readonly stratum: string
  /** Who decided. */
  readonly by: string
}

export const bankShares: QualityShares = {
  all: 0.05,
  strata: {},
}

/**
 * A keyed hash of what it is about: the same for ever for the same issue and period, and foreseen by nobody without the
 * installation's key, so that nobody knows while deciding what will be looked at again.
 */
export const lot = (keys: Keys, ...about: readonly (string | number)[]): string =>
  createHmac('sha256', keys.hashing)
    .update(JSON.stringify(['quality', ...about]))
    .digest('hex')

/**
 * The sample of a period: of each stratum the share that is set, rounded up, by the lowest lots; then of each officer who
 * has none the lowest. What is chosen does not depend on the order of the decisions.
 */
export const choose = <T extends Decision>(
  keys: Keys,
  period: string,
  decisions: readonly T[],
  shares: QualityShares,
): { decision: T; drawnFor: 'share' | 'officer' }[] => {
  const ordered = decisions
    .map((decision) => ({ decision, lot: lot(keys, period, decision.key, decision.episode) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : 0))
    .map(({ decision }) => decision)
  const byShare = [...Map.groupBy(ordered, ({ stratum }) => stratum)].flatMap(([stratum, all]) =>
    all.slice(0, Math.ceil(all.length * (shares.strata[stratum] ?? shares.all))),
  )
  const seen = new Set(byShare.map(({ by }) => by))
  const byOfficer = [...Map.groupBy(ordered, ({ by }) => by)].flatMap(([by, all]) => (seen.has(by) ? [] : [all[0]!]))
  return [
    ...byShare.map((decision) => ({ decision, drawnFor: 'share' as const })),
    ...byOfficer.map((decision) => ({ decision, drawnFor: 'officer' as const })),
  ]
}
