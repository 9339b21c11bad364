import type { SQL } from 'drizzle-orm'
import type { Db } from './connect.ts'

/** Rows of a hand-written query; the two drivers wrap them differently. */
export const rowsOf = async <T>(db: Db, query: SQL): Promise<T[]> => {
  const result = (await db.execute(query)) as unknown
  return (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as T[]
}
