import { join } from 'node:path'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { expect, test } from 'vitest'
import { startEmbedded } from '../embedded.ts'
import { expect as expected, factsOf, found, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, trialClock, trialSteady, until } from './stores.ts'
import { randomFrom, trialEvents, trialStart } from './trial.ts'

const seed = 6

test(`stores that fail before and after they commit lose nothing and count nothing twice (seed ${seed})`, {
  timeout: 120_000,
}, async () => {
  const random = randomFrom(seed)
  const count = 3_000
  const failures = { before: 0, after: 0 }
  /** Fails one call in five before it, one in five after it, when the answer gets lost. */
  const shaken = async <T>(work: () => Promise<T>): Promise<T> => {
    const luck = random()
    if (luck < 0.2) {
      failures.before++
      throw new Error('connection refused')
    }
    const result = await work()
    if (luck > 0.8) {
      failures.after++
      throw new Error('connection reset after the commit')
    }
    return result
  }
  const stores = await openTrialStores()
  let held = true
  const { db } = stores.postgres
  const transaction: Db['transaction'] = (...work) => shaken(() => db.transaction(...work))
  const clickhouse: ClickHouse = {
    ...stores.clickhouse,
    insert: (...rows) => shaken(() => stores.clickhouse.insert(...rows)),
  }
  const embedded = await startEmbedded({
    postgres: { ...stores.postgres, db: Object.assign(Object.create(db) as Db, { transaction }) },
    clickhouse,
    keys: passingKeys(),
    bundle: trialBundle(),
    ingestFolder: join(stores.folder, 'ingest'),
    clock: trialClock(count),
    steady: trialSteady,
    clockHeld: () => held,
  })
  try {
    const lines = trialEvents(seed, count)
    for (let from = 0; from < count; from += 500) {
      await embedded.ingest(lines.slice(from, from + 500))
      await embedded.settled()
    }
    held = false
    await until(() => (embedded.status().watermark ?? 0) > trialStart + count * 2_000 + 2 * 3_600_000, 'time to pass')
    await embedded.stop()
    expect(failures.before).toBeGreaterThan(5)
    expect(failures.after).toBeGreaterThan(5)
    const account = await ledger(stores.clickhouse, db)
    expect(account).toMatchObject({ chained: true, ok: count, duplicates: 0, unfinished: 0 })
    expect(await found(stores.clickhouse, db)).toEqual(expected(trialBundle(), factsOf(lines), account.watermark))
  } finally {
    await stores.close()
  }
})
