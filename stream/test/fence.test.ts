import { openPostgres, type Postgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { plans } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimPlan, enterPlan } from '../plan/ledger.ts'
import type { Plan } from '../plan/plan.ts'
import { startWorker } from '../worker.ts'
import { memorySource } from './memory-source.ts'
import { recordingClickHouse } from './recording-clickhouse.ts'
import { trialBundle } from './rules.ts'
import { until } from './stores.ts'
import { trialStart } from './trial.ts'

const bundle = trialBundle()
const submitted = JSON.stringify({
  id: 'e1',
  source: 'bank',
  type: 'application.submitted',
  time: trialStart,
  subject: 'A1',
  orgunit: 'b01',
  data: { product: 'card', channel: 'mobile', amount: 100, customer: 'tok_0123456789abcdefghij' },
})
const wall = trialStart + 1_000
const plan: Plan = {
  topic: 'events',
  partition: 0,
  seq: 1,
  from: 0,
  to: 1,
  clock: trialStart,
  ruleSet: bundle.hash,
  answers: { wall, known: [] },
}

let postgres: Postgres
beforeEach(async () => {
  postgres = await openPostgres({ memory: true })
  await migratePostgres(postgres)
})
afterEach(() => postgres.close())

const start = (clickhouse: Parameters<typeof startWorker>[0]['clickhouse']) =>
  startWorker({
    postgres,
    clickhouse,
    keys: passingKeys(),
    bundle,
    source: memorySource('events', [submitted]).source,
    clock: () => wall,
  })

test('who was overtaken between two inserts writes nothing more under its plan', async () => {
  const inserts: string[] = []
  const { clickhouse } = recordingClickHouse({
    insert: async (table) => {
      inserts.push(table)
      // The worker sleeps here, and another one begins to do its block again; later ones are the recovery's own.
      if (inserts.length === 1) await claimPlan(postgres.db, plan, 'other')
    },
  })
  const worker = await start(clickhouse)
  await until(() => inserts.length > 0, 'the first insert')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(inserts).toEqual(['events'])
  // It recovers, takes the plan over in its turn and does the whole block.
  await worker.reached(0, 1)
  await worker.stop()
  expect(inserts).toEqual(['events', 'events', 'milestones', 'blocks'])
})

test.each([
  { there: 'its last row', rows: [{ seq: 1 }], tables: [] },
  { there: 'not its last row', rows: [], tables: ['events', 'milestones', 'blocks'] },
])('an unfinished block of which ClickHouse has $there is done again', async ({ rows, tables }) => {
  await enterPlan(postgres.db, plan, 'dead')
  const { clickhouse, inserts } = recordingClickHouse({
    query: async (sql) => (sql.includes('FROM blocks') ? (rows as never[]) : []),
  })
  const worker = await start(clickhouse)
  await worker.reached(0, 1)
  await worker.stop()
  expect(inserts.map(({ table }) => table)).toEqual(tables)
  const [row] = await postgres.db.select().from(plans).where(eq(plans.seq, 1))
  expect(row).toMatchObject({ state: 'done' })
  expect(row?.worker).not.toBe('dead')
})
