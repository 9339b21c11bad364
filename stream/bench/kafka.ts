import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { noPostgres, startPostgres } from '@mingjing/sql/test/postgres-server.ts'
import { CompressionTypes, Kafka, logLevel } from 'kafkajs'
import { startBroker } from '../test/kafka-broker.ts'
import { print } from './figure.ts'
import { seededLines } from './mix.ts'

/** P3: events a second through a real broker, one worker process, ClickHouse over HTTP and Postgres, all on this machine. */

const absent = noPostgres()
const broker = absent === null ? await startBroker() : { kind: 'absent' as const, reason: absent }
if (broker.kind === 'absent') {
  console.log(JSON.stringify({ figure: 'kafka.end-to-end', skipped: broker.reason }))
  process.exit()
}
const program = fileURLToPath(new URL('../../mingjing.ts', import.meta.url))
const mingjing = (args: string[], environment: Record<string, string> = {}): ChildProcess =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })

const topic = `bench-${process.pid}`
const lines = await seededLines(30)
await produce()

const folder = mkdtempSync(`${tmpdir()}/mingjing-bench-`)
const postgres = await startPostgres()
const [clickHousePort, workerPort] = [await freePort(), await freePort()]
const clickHouse = mingjing(['chdb-server', '--port', String(clickHousePort), '--path', `${folder}/clickhouse`])
const clickHouseUrl = `http://127.0.0.1:${clickHousePort}`
await answers(`${clickHouseUrl}/ping`)
const worker = mingjing(['worker'], {
  KAFKA_BROKERS: broker.brokers.join(','),
  KAFKA_TOPIC: topic,
  KAFKA_GROUP: topic,
  CLICKHOUSE_URL: clickHouseUrl,
  DATABASE_URL: postgres.url,
  MINGJING_DATA: `${folder}/data`,
  PORT: String(workerPort),
})
try {
  const healthz = `http://127.0.0.1:${workerPort}/healthz`
  await answers(healthz)
  const start = performance.now()
  const deadline = start + 600_000
  let seen = 0
  while (seen < lines.length) {
    if (worker.exitCode !== null || performance.now() > deadline)
      throw new Error(`the worker stopped at ${seen} events`)
    await sleep(50)
    seen = ((await (await fetch(healthz)).json()) as { events: number }).events
  }
  const seconds = (performance.now() - start) / 1000
  const store = await openClickHouse({ url: clickHouseUrl })
  const [stored] = await store.query<{ n: number; different: number }>(
    'SELECT count() AS n, uniqExact(source, id) AS different FROM events',
  )
  const [hits] = await store.query<{ n: number }>('SELECT count() AS n FROM hits')
  await store.close()
  if (stored!.n !== stored!.different) throw new Error(`${stored!.n} rows for ${stored!.different} events`)
  print({
    figure: 'kafka.end-to-end',
    value: lines.length / seconds,
    unit: 'events/s',
    target: 50_000,
    events: lines.length,
    stored: stored!.n,
    hits: hits!.n,
    seconds,
    what: 'a full topic of one partition, drained by one worker; broker, worker, ClickHouse and Postgres share the cores',
  })
} finally {
  await end(worker)
  await end(clickHouse)
  await postgres.stop()
  await broker.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function produce(): Promise<void> {
  if (broker.kind === 'absent') return
  const kafka = new Kafka({ brokers: broker.brokers, logLevel: logLevel.ERROR })
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true })
  await admin.disconnect()
  const producer = kafka.producer()
  await producer.connect()
  for (let first = 0; first < lines.length; first += 2_000) {
    const messages = lines.slice(first, first + 2_000).map((value) => ({ value }))
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages })
  }
  await producer.disconnect()
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if ((await fetch(url).catch(() => null))?.ok) return
    await sleep(100)
  }
  throw new Error(`${url} does not answer`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
