import { setTimeout as sleep } from 'node:timers/promises'
import { type Db, openPostgres, type Postgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { issueHits, issues } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeWire } from '../decode/record.ts'
import type { EventSource } from '../source/source.ts'
import { startWorker } from '../worker.ts'
import { memorySource } from './memory-source.ts'
import { recordingClickHouse } from './recording-clickhouse.ts'
import { trialBundle } from './rules.ts'
import { trialSteady, until } from './stores.ts'
import { trialStart } from './trial.ts'

const submitted = JSON.stringify({
  specversion: '1.0',
  id: 'e1',
  source: 'bank',
  type: 'application.submitted',
  time: new Date(trialStart).toISOString(),
  subject: 'A1',
  orgunit: 'b01',
  data: { product: 'card', channel: 'mobile', amount: 100, customer: 'tok_0123456789abcdefghij' },
})

/** A topic that holds one application and then gets a record that is no event ten times a second. */
const junkyard = (): EventSource => {
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  return {
    topic: 'events',
    decode: decodeWire(() => 'x'.repeat(20)),
    run(own) {
      const open = (from: number) => {
        let next = from
        return {
          async read() {
            if (next > 0) await sleep(100)
            const record = { offset: next, text: next === 0 ? submitted : `junk ${next}` }
            next++
            return { records: [record], next }
          },
          position: () => next,
          caughtUp: async () => true,
          backlog: () => 0,
          done: () => {},
        }
      }
      running = own(0, open, stopping.signal)
      return running
    },
    async stop() {
      stopping.abort()
      await running.catch(() => {})
    },
  }
}

let postgres: Postgres
beforeEach(async () => {
  postgres = await openPostgres({ memory: true })
  await migratePostgres(postgres)
})
afterEach(() => postgres.close())

test('a trickle of dead letters does not keep a deadline from breaching', async () => {
  const began = Date.now()
  const worker = await startWorker({
    postgres,
    clickhouse: recordingClickHouse().clickhouse,
    keys: passingKeys(),
    bundle: trialBundle(),
    source: junkyard(),
    clock: () => trialStart + 3 * 3_600_000 + 20 * (Date.now() - began),
    steady: trialSteady,
  })
  const hits = () => postgres.db.select({ ruleId: issueHits.ruleId, step: issueHits.step }).from(issueHits)
  await until(async () => (await hits()).length > 0, 'the breach')
  expect(await hits()).toEqual([{ ruleId: 'trial.decision-in-time', step: 'breach' }])
  await worker.stop()
})

test('a partition that comes while Postgres is away waits for it', async () => {
  const { db } = postgres
  let failures = 0
  const select = ((...what: []) => {
    if (++failures < 3) throw new Error('connection refused')
    return db.select(...what)
  }) as Db['select']
  const worker = await startWorker({
    postgres: { ...postgres, db: Object.assign(Object.create(db) as Db, { select }) },
    clickhouse: recordingClickHouse().clickhouse,
    keys: passingKeys(),
    bundle: trialBundle(),
    source: junkyard(),
    clock: () => trialStart,
  })
  await Promise.race([worker.reached(0, 1), worker.ended])
  await worker.stop()
})

test('a clock set an hour forward makes no event late', async () => {
  let [forward, passed] = [0, 0]
  const { clickhouse, inserts } = recordingClickHouse()
  const { source, send } = memorySource(
    'events',
    [submitted],
    decodeWire(() => 'x'.repeat(20)),
  )
  const worker = await startWorker({
    postgres,
    clickhouse,
    keys: passingKeys(),
    bundle: trialBundle(),
    source,
    clock: () => trialStart + 1_000 + passed + forward,
    steady: () => passed,
  })
  await worker.reached(0, 1)
  forward = 3_600_000
  // Several looks at an idle partition whose deadline is due by the wall clock.
  await sleep(1_800)
  send(
    submitted
      .replace('"e1"', '"e2"')
      .replace(new Date(trialStart).toISOString(), new Date(trialStart + 2).toISOString()),
  )
  await worker.reached(0, 2)
  expect(inserts.filter(({ table }) => table === 'events').map(({ text }) => text)).toEqual([
    expect.stringContaining('"verdict":"ok"'),
    expect.stringContaining('"verdict":"ok"'),
  ])
  // Nothing more comes and time does pass: then it is believed.
  passed = 20_000
  await until(() => inserts.some(({ table }) => table === 'hits'), 'the reminder')
  await worker.stop()
})

test('events that come one after another share a block', async () => {
  const { clickhouse, inserts } = recordingClickHouse()
  const { source, send } = memorySource(
    'events',
    [],
    decodeWire(() => 'x'.repeat(20)),
  )
  const worker = await startWorker({
    postgres,
    clickhouse,
    keys: passingKeys(),
    bundle: trialBundle(),
    source,
    clock: () => trialStart + 1_000,
  })
  await until(() => worker.status().state === 'running', 'the worker to run')
  send(submitted)
  await sleep(5)
  for (const n of [2, 3, 4]) send(submitted.replace('"e1"', `"e${n}"`))
  await worker.reached(0, 4)
  expect(inserts.filter(({ table }) => table === 'blocks').map(({ text }) => JSON.parse(text).events)).toEqual([4])
  await worker.stop()
})

test('what a first event of the future opens is opened now, not in 1970', async () => {
  const { clickhouse, inserts } = recordingClickHouse()
  const wall = trialStart + 1_000
  const tomorrow = JSON.stringify({
    ...JSON.parse(submitted),
    type: 'approval.decided',
    time: new Date(trialStart + 86_400_000).toISOString(),
    data: { decision: 'approved', mode: 'manual', actor: 'p1', product: 'card', readSeconds: 5 },
  })
  const worker = await startWorker({
    postgres,
    clickhouse,
    keys: passingKeys(),
    bundle: trialBundle(),
    source: memorySource(
      'events',
      [tomorrow],
      decodeWire(() => 'x'.repeat(20)),
    ).source,
    clock: () => wall,
  })
  await worker.reached(0, 1)
  await worker.stop()
  const moments = await postgres.db.select({ openedAt: issues.openedAt, dueAt: issues.dueAt }).from(issues)
  expect(moments).toMatchObject([{ openedAt: new Date(wall) }])
  for (const { table, text } of inserts) if (table !== 'blocks') expect(text).not.toContain('1970-01-01')
  expect(inserts.map(({ table }) => table)).toContain('hits')
})
