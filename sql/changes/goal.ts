import { and, eq } from 'drizzle-orm'
import { setGoals } from '../goals/goals.ts'
import type { Db } from '../postgres/connect.ts'
import { goals } from '../postgres/schema.ts'
import type { Before, GoalChange } from './change.ts'

const itself = ({ indicator, orgunit, product, month }: GoalChange) =>
  and(eq(goals.indicator, indicator), eq(goals.orgunit, orgunit), eq(goals.product, product), eq(goals.month, month))

/** The goal that is set where a change would be made; null where none is. */
export const standingGoal = async (tx: Db, change: GoalChange): Promise<Before | null> => {
  const [row] = await tx.select({ value: goals.value }).from(goals).where(itself(change))
  return row ? { goal: row.value } : null
}

/** Sets the goal, or takes it away; in the transaction of the approval. */
export const setGoal = async (tx: Db, change: GoalChange): Promise<void> => {
  const { kind: _, value, ...place } = change
  if (value === null) await tx.delete(goals).where(itself(change))
  else await setGoals(tx, [{ ...place, value }])
}
