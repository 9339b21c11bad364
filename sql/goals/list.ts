import { and, asc, eq, inArray } from 'drizzle-orm'
import { postgresSubtree } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { goals } from '../postgres/schema.ts'
import type { Goal } from './goals.ts'

/** Most goals a page shows at once. */
const most = 1000

/** The goals of a month (`2026-11`) for these units, within the person's subtree. */
export const goalsSet = (
  db: Db,
  scope: Scope,
  { month, units }: { readonly month: string; readonly units: readonly string[] },
): Promise<Goal[]> =>
  units.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(goals)
        .where(
          and(
            eq(goals.month, month),
            inArray(goals.orgunit, [...units]),
            postgresSubtree(scope.orgunit, goals.orgunit),
          ),
        )
        .orderBy(asc(goals.indicator), asc(goals.orgunit), asc(goals.product))
        .limit(most)
