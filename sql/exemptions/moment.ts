import { sql } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { plans } from '../postgres/schema.ts'

/**
 * The first moment that no block planned so far can have as its clock, and not before `now`. What begins or ends then is
 * the same for a block whenever it is done: one planned before has an earlier clock, and one planned from here on opens
 * its issues after the caller, who holds the lock under which issues open, has committed.
 */
export const afterEveryPlan = async (tx: Db, now: Date): Promise<Date> => {
  const [row] = await rowsOf<{ latest: string | number | null }>(
    tx,
    sql`select max(greatest(${plans.clock}, coalesce((${plans.answers}->>'wall')::bigint, 0))) as latest from ${plans}`,
  )
  return new Date(Math.max(now.getTime(), Number(row?.latest ?? 0) + 1))
}
