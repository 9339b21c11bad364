import type { Event } from '@mingjing/rules/events/event.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blockRecords } from '../partition.ts'
import { startWorker } from '../worker.ts'
import { memorySource } from './memory-source.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, type TrialStores, until } from './stores.ts'
import { trialStart } from './trial.ts'

let stores: TrialStores
beforeAll(async () => {
  stores = await openTrialStores()
})
afterAll(() => stores?.close())

describe.each(['ClickHouse', 'Postgres'])('%s is away', (which) => {
  test('the worker says so, reads no further, and goes on by itself', async () => {
    let away = false
    const refuse = () => {
      if (away) throw new Error(`${which} refuses the connection`)
    }
    const clickhouse: ClickHouse = {
      ...stores.clickhouse,
      insert: async (...rows) => {
        if (which === 'ClickHouse') refuse()
        return stores.clickhouse.insert(...rows)
      },
    }
    const transaction: Db['transaction'] = async (...work) => {
      if (which === 'Postgres') refuse()
      return stores.postgres.db.transaction(...work)
    }
    const db = Object.assign(Object.create(stores.postgres.db) as Db, { transaction })

    const topic = `away-${which}`
    const records = Array.from({ length: 4 * blockRecords }, (_, n) => JSON.stringify(spent(topic, n)))
    const { source, position } = memorySource(topic, records)
    away = true
    const postgres = { ...stores.postgres, db }
    const worker = await startWorker({ postgres, clickhouse, keys: passingKeys(), bundle: trialBundle(), source })
    await until(() => worker.status().state === 'waiting', 'the worker to wait')
    expect(worker.status().problem).toContain(`${which} refuses`)
    // One block is being written, one is decided; the rest stays where it is.
    await until(() => position() >= 2 * blockRecords, 'the second block')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(position()).toBe(2 * blockRecords)
    expect(worker.status().events).toBe(0)

    away = false
    await worker.reached(0, records.length)
    expect(worker.status()).toMatchObject({ state: 'running', problem: null, events: records.length })
    await worker.stop()
    await worker.ended
    const [row] = await stores.clickhouse.query<{ n: number; u: number }>(
      `SELECT count() AS n, uniqExact(id) AS u FROM events WHERE topic = {topic:String}`,
      { topic },
    )
    expect(row).toEqual({ n: records.length, u: records.length })
  })
})

const spent = (topic: string, n: number): Event => ({
  id: `${topic}-${n}`,
  source: topic,
  type: 'transaction.posted',
  time: trialStart + n,
  subject: `card-${n % 100}`,
  orgunit: 'b01-s01-o1',
  data: { card: `k${n % 100}`, customer: 'c', amount: n, merchant: 'm', merchantCategory: 'retail', channel: 'pos' },
})
