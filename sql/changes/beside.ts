import type { Db } from '../postgres/connect.ts'
import { sharesInForce, sharesKey } from '../quality/draw.ts'
import { recordKindNamed } from '../retention/kinds.ts'
import { periodsInForce, setPeriod } from '../retention/periods.ts'
import { writeSetting } from '../settings/settings.ts'
import type { Before, BesideChange, Change } from './change.ts'
import { setGoal, standingGoal } from './goal.ts'

/** Whether a change comes into force beside the bundle, which it leaves as it is. */
export const isBeside = (change: Change): change is BesideChange =>
  change.kind === 'goal' || change.kind === 'shares' || change.kind === 'retention'

/** What stands where such a change would be made; null where nothing does. */
export const standingBeside = async (tx: Db, change: BesideChange): Promise<Before | null> => {
  if (change.kind === 'goal') return standingGoal(tx, change)
  if (change.kind === 'shares') return { shares: await sharesInForce(tx) }
  const kind = recordKindNamed(change.records)
  return kind && { months: (await periodsInForce(tx))[kind.id] }
}

/** What would stand there. */
export const wantedBeside = (change: BesideChange): Before | null => {
  if (change.kind === 'shares') return { shares: change.shares }
  if (change.kind === 'retention') return { months: change.months }
  return change.value === null ? null : { goal: change.value }
}

/** Puts it in force; in the transaction of the approval. Shares hold from the next draw on, periods from the next run. */
export const setBeside = async (tx: Db, change: BesideChange): Promise<void> => {
  if (change.kind === 'goal') return setGoal(tx, change)
  if (change.kind === 'shares') return writeSetting(tx, sharesKey, change.shares)
  await setPeriod(tx, recordKindNamed(change.records)!.id, change.months)
}
