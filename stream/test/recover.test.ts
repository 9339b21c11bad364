import { join } from 'node:path'
import { snapshots } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded } from '../embedded.ts'
import { expect as expected, factsOf, found, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, type TrialStores, trialClock, trialSteady, until } from './stores.ts'
import { trialEvents, trialStart } from './trial.ts'

const count = 2_400
const lines = trialEvents(5, count)
const clock = trialClock(count)
let stores: TrialStores
let held = true
const start = () =>
  startEmbedded({
    ...stores,
    keys: passingKeys(),
    bundle: trialBundle(),
    ingestFolder: join(stores.folder, 'ingest'),
    clock,
    steady: trialSteady,
    clockHeld: () => held,
  })

beforeAll(async () => {
  stores = await openTrialStores()
})
afterAll(() => stores?.close())

/** Sends a part of the log through a worker of its own, which leaves a snapshot when it stops. */
const through = async (from: number, to: number) => {
  const embedded = await start()
  await embedded.ingest(lines.slice(from, to))
  await embedded.settled()
  await embedded.stop()
}

test('a damaged snapshot is passed over for the one before, and nothing changes', async () => {
  const { db } = stores.postgres
  await through(0, 800)
  await through(800, 1_600)
  const [newest, before] = await db.select().from(snapshots).orderBy(desc(snapshots.seq))
  expect(before).toBeDefined()
  const damaged = Uint8Array.from(newest!.state)
  damaged[Math.floor(damaged.length / 2)]! ^= 1
  await db.update(snapshots).set({ state: damaged }).where(eq(snapshots.seq, newest!.seq))

  await through(1_600, count)
  held = false
  const embedded = await start()
  await until(() => (embedded.status().watermark ?? 0) > trialStart + count * 2_000 + 2 * 3_600_000, 'time to pass')
  await embedded.stop()
  const account = await ledger(stores.clickhouse, db)
  expect(account).toMatchObject({ chained: true, ok: count, duplicates: 0, unfinished: 0 })
  expect(await found(stores.clickhouse, db)).toEqual(expected(trialBundle(), factsOf(lines), account.watermark))
})

test('when no way back is left the worker refuses, rather than count everything twice', async () => {
  const { db } = stores.postgres
  await db.update(snapshots).set({ checksum: 'none' })
  const embedded = await start()
  await expect(embedded.ended).rejects.toThrow('cannot be recovered')
  expect(embedded.status()).toMatchObject({ state: 'failed' })
  await embedded.stop()
})
