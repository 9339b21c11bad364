import { readRegisters } from '@mingjing/sql/bundle/registers.ts'
import { openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { dataFolderPath } from '@mingjing/sql/data-folder.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import { runtime } from '@mingjing/sql/runtime.ts'
import { loadKeys } from '@mingjing/sql/vault/keys.ts'

let own: Promise<Runtime> | undefined

/**
 * What this process runs on: what the composition root handed over, or, where the site runs alone, the servers named by
 * CLICKHOUSE_URL and DATABASE_URL. The worker is then elsewhere, so events cannot be taken in here.
 */
export const theRuntime = async (): Promise<Runtime> => {
  if (Symbol.for('mingjing.runtime') in globalThis) return runtime()
  own ??= openServers(process.env)
  own.catch(() => {
    // The next request tries again: a server that was away must not need a restart of the site.
    own = undefined
  })
  return own
}

const openServers = async (env: NodeJS.ProcessEnv): Promise<Runtime> => {
  const { CLICKHOUSE_URL, DATABASE_URL } = env
  if (!CLICKHOUSE_URL || !DATABASE_URL) throw new Error('the site alone needs CLICKHOUSE_URL and DATABASE_URL')
  const [postgres, clickhouse, keys, registers] = await Promise.all([
    openPostgres({ url: DATABASE_URL }),
    openClickHouse({ url: CLICKHOUSE_URL }),
    loadKeys(dataFolderPath(env)),
    // npm runs a workspace in its own folder.
    readRegisters('../rules'),
  ])
  return {
    postgres,
    clickhouse,
    keys,
    registers,
    mode: 'external',
    workerStatus: () => null,
    metrics: async () => '',
    seeding: () => null,
    demo: env.MINGJING_DEMO === '1',
  }
}
