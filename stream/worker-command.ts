import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { migrateClickHouse } from '@mingjing/sql/clickhouse/migrate.ts'
import { dataFolderPath } from '@mingjing/sql/data-folder.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { loadKeys } from '@mingjing/sql/vault/keys.ts'
import { kafkaPlace, startKafkaWorker } from './external.ts'
import { log } from './log.ts'
import { bundleFrom } from './replay/rule-files.ts'
import type { RunningWorker } from './worker.ts'

/**
 * One worker against KAFKA_BROKERS, CLICKHOUSE_URL and DATABASE_URL; start as many as there are partitions. Ends in
 * order on SIGTERM and SIGINT. With PORT set it answers /healthz and /metrics there.
 * @throws when one of the three is not set, or a store cannot be opened.
 */
export const workerCommand = async (environment: NodeJS.ProcessEnv = process.env): Promise<void> => {
  const { CLICKHOUSE_URL: clickhouseUrl, DATABASE_URL: databaseUrl } = environment
  const kafka = kafkaPlace(environment)
  if (!kafka || !clickhouseUrl || !databaseUrl)
    throw new Error(
      'the worker needs KAFKA_BROKERS, CLICKHOUSE_URL and DATABASE_URL; `npx mingjing up` needs none of them',
    )
  const postgres = await openPostgres({ url: databaseUrl })
  const clickhouse = await openClickHouse({ url: clickhouseUrl })
  await migratePostgres(postgres)
  await migrateClickHouse(clickhouse)
  const keys = await loadKeys(join(dataFolderPath(environment), 'keys'), environment)
  const bundle = await bundleFrom(environment.MINGJING_RULES ?? libraryFolder)
  const worker = await startKafkaWorker({ postgres, clickhouse, keys, bundle, kafka })
  const server = environment.PORT ? serve(worker, Number(environment.PORT)) : null
  log.info({ ...kafka, rules: bundle.rules.length, bundle: bundle.hash }, 'worker started')

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void worker.stop())
  try {
    await worker.ended
  } finally {
    await worker.stop()
    server?.close()
    await clickhouse.close()
    await postgres.close()
  }
}

const libraryFolder = new URL('../rules/library', import.meta.url).pathname

const serve = (worker: RunningWorker, port: number): Server =>
  createServer(async (request, response) => {
    if (request.url === '/metrics') {
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
      return response.end(await worker.metrics())
    }
    if (request.url !== '/healthz') return response.writeHead(404).end()
    const status = worker.status()
    response.writeHead(status.state === 'failed' ? 503 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(status))
  }).listen(port)
