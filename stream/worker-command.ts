import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { publishLibrary } from '@mingjing/sql/bundle/publish.ts'
import { openStores } from '@mingjing/sql/stores.ts'
import { sendersOf } from './delivery/senders.ts'
import { kafkaPlace, startKafkaWorker } from './external.ts'
import { log } from './log.ts'
import type { RunningWorker } from './worker.ts'

/**
 * One worker against KAFKA_BROKERS, CLICKHOUSE_URL and DATABASE_URL; start as many as there are partitions. Ends in
 * order on SIGTERM and SIGINT. With PORT set it answers /healthz and /metrics there.
 * @throws when one of the three is not set, or a store cannot be opened.
 */
export const workerCommand = async (environment: NodeJS.ProcessEnv = process.env): Promise<void> => {
  const kafka = kafkaPlace(environment)
  if (!kafka || !environment.CLICKHOUSE_URL || !environment.DATABASE_URL)
    throw new Error(
      'the worker needs KAFKA_BROKERS, CLICKHOUSE_URL and DATABASE_URL; `npx mingjing up` needs none of them',
    )
  const stores = await openStores(environment)
  const bundle = await publishLibrary(stores.postgres.db, rulesFolder(environment))
  const worker = await startKafkaWorker({
    ...{ ...stores, bundle, kafka },
    senders: sendersOf(environment, stores.keys),
  })
  const server = environment.PORT ? serve(worker, Number(environment.PORT)) : null
  log.info({ ...kafka, rules: bundle.rules.length, bundle: bundle.hash }, 'worker started')

  const stop = () => void worker.stop()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const) process.once(signal, stop)
  try {
    await worker.ended
  } finally {
    await worker.stop()
    server?.close()
    await stores.close()
  }
}

/** The shipped library, unless a bank brings rules of its own. */
const rulesFolder = (env: NodeJS.ProcessEnv): string =>
  env.MINGJING_RULES ?? fileURLToPath(new URL('../rules/library', import.meta.url))

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
