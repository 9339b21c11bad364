import { eq, sql } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { settings } from '../postgres/schema.ts'

/** The value kept under a key, or null. The caller knows its shape: who writes a key is its only reader. */
export const readSetting = async <T>(db: Db, key: string): Promise<T | null> => {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key))
  return (row?.value as T | undefined) ?? null
}

/** The values of all keys that begin so. */
export const settingsUnder = async <T>(db: Db, prefix: string): Promise<T[]> => {
  const rows = await db
    .select({ value: settings.value })
    .from(settings)
    .where(sql`starts_with(${settings.key}, ${prefix})`)
  return rows.map(({ value }) => value as T)
}

/** Keeps a JSON value under a key, in place of what was there. */
export const writeSetting = async (db: Db, key: string, value: unknown): Promise<void> => {
  await db
    .insert(settings)
    .values({ key, value })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: new Date() } })
}
