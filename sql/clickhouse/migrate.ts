import { migrationFiles } from '../migration-files.ts'
import type { ClickHouse } from './connect.ts'

/**
 * Applies the migrations that are missing and returns their names; the same files for chDB and a server. ClickHouse has
 * no transactions, so every statement must bear being run again (`IF NOT EXISTS`), and a file counts once all of it ran.
 */
export const migrateClickHouse = async (clickhouse: ClickHouse): Promise<string[]> => {
  await clickhouse.command(
    `CREATE TABLE IF NOT EXISTS migrations (name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'))
     ENGINE = MergeTree ORDER BY name SETTINGS non_replicated_deduplication_window = 1000`,
  )
  const rows = await clickhouse.query<{ name: string }>('SELECT name FROM migrations')
  const applied = new Set(rows.map((row) => row.name))
  const files = await migrationFiles(new URL('./migrations/', import.meta.url))
  const missing = files.filter((file) => !applied.has(file.name))
  for (const file of missing) {
    for (const statement of file.statements) await clickhouse.command(statement)
    await clickhouse.insert('migrations', [{ name: file.name }], { token: `migration:${file.name}` })
  }
  return missing.map((file) => file.name)
}
