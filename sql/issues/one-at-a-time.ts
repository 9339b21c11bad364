import { sql } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'

const openingLock = 7_204_413
/**
 * Who opens issues, or changes which hits are in which or which may open one, does so one after the other: two workers
 * could find the same subject without one, and locks on several issues would be taken in two orders.
 */
export const oneAtATime = async (tx: Db): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(${openingLock})`)
}
