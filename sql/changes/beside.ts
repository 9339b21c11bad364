import type { Db } from '../postgres/connect.ts'
import { sharesInForce, sharesKey } from '../quality/draw.ts'
import { writeSetting } from '../settings/settings.ts'
import type { Before, Change, GoalChange, SharesChange } from './change.ts'
import { setGoal, standingGoal } from './goal.ts'

/** Whether a change comes into force beside the bundle, which it leaves as it is. */
export const isBeside = (change: Change): change is GoalChange | SharesChange =>
  change.kind === 'goal' || change.kind === 'shares'

/** What stands where such a change would be made; null where nothing does. */
export const standingBeside = async (tx: Db, change: GoalChange | SharesChange): Promise<Before | null> =>
  change.kind === 'goal' ? standingGoal(tx, change) : { shares: await sharesInForce(tx) }

/** Puts it in force; in the transaction of the approval. Shares hold from the next draw on. */
export const setBeside = (tx: Db, change: GoalChange | SharesChange): Promise<void> =>
  change.kind === 'goal' ? setGoal(tx, change) : writeSetting(tx, sharesKey, change.shares)
