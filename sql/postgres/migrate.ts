import { sql } from 'drizzle-orm'
import { migrationFiles } from '../migration-files.ts'
import type { Postgres } from './connect.ts'
import { rowsOf } from './rows.ts'

/** Any number that nobody else in the database uses: who holds it migrates. */
const migrationLock = 7_204_411

/**
 * Applies the migrations that are missing, in one transaction, and returns their names. Several processes may call it
 * at once: one does the work, the others wait.
 */
export const migratePostgres = async (postgres: Postgres): Promise<string[]> => {
  const files = await migrationFiles(new URL('./migrations/', import.meta.url))
  return postgres.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${migrationLock})`)
    await tx.execute(sql`create table if not exists migrations (
      name text primary key, applied_at timestamptz(3) not null default now())`)
    const applied = new Set(
      (await rowsOf<{ name: string }>(tx, sql`select name from migrations`)).map((row) => row.name),
    )
    const missing = files.filter((file) => !applied.has(file.name))
    for (const file of missing) {
      for (const statement of file.statements) await tx.execute(sql.raw(statement))
      await tx.execute(sql`insert into migrations (name) values (${file.name})`)
    }
    return missing.map((file) => file.name)
  })
}
