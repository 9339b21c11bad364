import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { migrateClickHouse } from '@mingjing/sql/clickhouse/migrate.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { startEmbedded } from '../embedded.ts'
import { print, timed } from './figure.ts'
import { library, seededLines } from './mix.ts'

/** P2: events a second from the JSON line to the rows in both stores, everything in this one process. */

const batch = 5_000

const lines = await seededLines(30)
const folder = mkdtempSync(`${tmpdir()}/mingjing-bench-`)
const postgres = await openPostgres({ path: `${folder}/postgres` })
const clickhouse = await openClickHouse({ path: `${folder}/clickhouse` })
try {
  await migratePostgres(postgres)
  await migrateClickHouse(clickhouse)
  const worker = await startEmbedded({
    postgres,
    clickhouse,
    keys: passingKeys('bench'),
    bundle: library(),
    ingestFolder: `${folder}/ingest`,
    clockHeld: () => true,
  })
  const intake = await timed(async () => {
    for (let first = 0; first < lines.length; first += batch) await worker.ingest(lines.slice(first, first + batch))
  })
  const rest = await timed(() => worker.settled())
  const [stored] = await clickhouse.query<{ n: number; kinds: number }>(
    'SELECT count() AS n, uniqExact(source, id) AS kinds FROM events',
  )
  const [hits] = await clickhouse.query<{ n: number }>('SELECT count() AS n FROM hits')
  if (stored!.n !== stored!.kinds || stored!.n === 0) throw new Error(`${stored!.n} rows for ${stored!.kinds} events`)
  const seconds = intake.seconds + rest.seconds
  print({
    figure: 'embedded.end-to-end',
    value: lines.length / seconds,
    unit: 'events/s',
    target: 50_000,
    events: lines.length,
    stored: stored!.n,
    hits: hits!.n,
    intakeSeconds: intake.seconds,
    cpuSeconds: intake.cpuSeconds + rest.cpuSeconds,
    what: 'decode, vault, ingest log, rules, ClickHouse and Postgres in one process and one thread of JavaScript',
  })
  await worker.stop()
} finally {
  await clickhouse.close()
  await postgres.close()
  rmSync(folder, { recursive: true, force: true })
}
