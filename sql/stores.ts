import { join } from 'node:path'
import { type ClickHouse, openClickHouse } from './clickhouse/connect.ts'
import { migrateClickHouse } from './clickhouse/migrate.ts'
import { dataFolderPath } from './data-folder.ts'
import { openPostgres, type Postgres } from './postgres/connect.ts'
import { migratePostgres } from './postgres/migrate.ts'
import { type Keys, loadKeys } from './vault/keys.ts'

/** Both databases, up to date, and the keys of the installation. */
export interface Stores {
  readonly postgres: Postgres
  readonly clickhouse: ClickHouse
  readonly keys: Keys
  close(): Promise<void>
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Opens what the environment names: the servers of CLICKHOUSE_URL and DATABASE_URL, else the embedded engines in the
 * data folder, which the caller must hold ({@link holdDataFolder}). Missing migrations are applied.
 * @throws when a server cannot be reached; what was opened before is closed again.
 */
export async function openStores(env: Environment, folder = dataFolderPath(env as NodeJS.ProcessEnv)): Promise<Stores> {
  const keys = await loadKeys(join(folder, 'keys'), env)
  const postgres = await openPostgres(env.DATABASE_URL ? { url: env.DATABASE_URL } : { path: join(folder, 'postgres') })
  try {
    await migratePostgres(postgres)
    const clickhouse = await openClickHouse(
      env.CLICKHOUSE_URL ? { url: env.CLICKHOUSE_URL } : { path: join(folder, 'clickhouse') },
    )
    try {
      await migrateClickHouse(clickhouse)
    } catch (error) {
      await clickhouse.close()
      throw error
    }
    return {
      postgres,
      clickhouse,
      keys,
      async close() {
        await clickhouse.close()
        await postgres.close()
      },
    }
  } catch (error) {
    await postgres.close()
    throw error
  }
}
