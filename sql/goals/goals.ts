import { ancestors, contains } from '@mingjing/rules/events/orgunit.ts'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { goals } from '../postgres/schema.ts'

export type Goal = typeof goals.$inferSelect

/** Sets goals; one that exists is replaced. */
export const setGoals = async (db: Db, rows: readonly Goal[]): Promise<void> => {
  for (let from = 0; from < rows.length; from += 5000) {
    await db
      .insert(goals)
      .values(rows.slice(from, from + 5000))
      .onConflictDoUpdate({
        target: [goals.indicator, goals.orgunit, goals.product, goals.month],
        set: { value: sql`excluded.value` },
      })
  }
}

/** All goals set for an indicator in these months (`YYYY-MM`). */
export const goalsOf = (db: Db, indicator: string, months: readonly string[]): Promise<Goal[]> =>
  months.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(goals)
        .where(and(eq(goals.indicator, indicator), inArray(goals.month, [...months])))

/** The same of several indicators in one read, by indicator. */
export const goalsOfSeveral = async (
  db: Db,
  ids: readonly string[],
  months: readonly string[],
): Promise<ReadonlyMap<string, Goal[]>> =>
  ids.length === 0 || months.length === 0
    ? new Map()
    : Map.groupBy(
        await db
          .select()
          .from(goals)
          .where(and(inArray(goals.indicator, [...ids]), inArray(goals.month, [...months]))),
        (goal) => goal.indicator,
      )

/**
 * The goal of a unit for one month, or null when none follows from what was set: its own if it has one, else the sum of
 * those directly below it. For all products (`product` null) the one set for all counts, else the sum over products.
 */
export const goalFor = (set: readonly Goal[], unit: string, product: string | null, month: string): number | null => {
  const own = set.filter((goal) => goal.orgunit === unit && goal.month === month)
  const fitting =
    product === null ? own.filter((goal) => goal.product === '') : own.filter((goal) => goal.product === product)
  const chosen = product === null && fitting.length === 0 ? own : fitting
  if (chosen.length > 0) return chosen.reduce((sum, goal) => sum + goal.value, 0)
  const below = childrenWithGoals(set, unit)
    .map((child) => goalFor(set, child, product, month))
    .filter((value) => value !== null)
  return below.length === 0 ? null : below.reduce((sum, value) => sum + value, 0)
}

/** Units directly below `unit` that have a goal, or have one below them. */
const childrenWithGoals = (set: readonly Goal[], unit: string): string[] => [
  ...new Set(
    set
      .map((goal) => goal.orgunit)
      .filter((other) => other !== unit && contains(unit, other))
      .map((other) => {
        const path = ancestors(other)
        return path[path.indexOf(unit) - 1]!
      }),
  ),
]
