import { randomUUID } from 'node:crypto'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { writeSetting } from '@mingjing/sql/settings/settings.ts'
import { noPostgres } from '@mingjing/sql/test/postgres-server.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { openKafkaEdge, startKafkaWorker } from '../external.ts'
import { startBroker } from './kafka-broker.ts'
import { expect as expected, factsOf, found } from './oracle.ts'
import { runRebalance } from './rebalance.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, type TrialStores, trialClock, trialSteady, until } from './stores.ts'
import { trialEvents, trialStart } from './trial.ts'

const broker = await startBroker()
if (broker.kind === 'absent' && process.env.CI) throw new Error(`CI needs a Kafka broker: ${broker.reason}`)
const title =
  broker.kind === 'absent'
    ? `events over several partitions (skipped: ${broker.reason})`
    : 'events over several partitions'

/** Of R5: its two zombies sleep with the answer to an insert on its way, and with an insert on its way. */
const seed = 20_260_303
const lacking = noPostgres()
const skipped = lacking === null ? '' : `, skipped: ${lacking}`

describe.skipIf(broker.kind === 'absent')(title, () => {
  const brokers = broker.kind === 'up' ? broker.brokers : []
  const keys = passingKeys()
  const bundle = trialBundle()
  const lines = trialEvents(31, 3_000)
  const clock = trialClock(lines.length)
  let stores: TrialStores | null = null
  // One at a time: the next test has ClickHouse in this process as well.
  afterEach(async () => {
    await stores?.close()
    stores = null
  })
  afterAll(async () => {
    if (broker.kind === 'up') await broker.stop()
  })

  test('two workers share them, a third takes over, and nothing changes', {
    timeout: 180_000,
  }, async () => {
    stores = await openTrialStores()
    const { postgres, clickhouse } = stores
    const wide = {
      brokers,
      topic: `wide-${randomUUID()}`,
      groupId: `wide-${randomUUID()}`,
      partitions: 3,
      sessionMs: 6_000,
    }
    const parts = {
      postgres,
      clickhouse,
      keys,
      bundle,
      kafka: wide,
      clock,
      steady: trialSteady,
      clockHeld: () => isHeld,
    }
    let isHeld = true
    const first = await startKafkaWorker(parts)
    const second = await startKafkaWorker(parts)
    const edge = await openKafkaEdge({ postgres, keys, kafka: wide })
    const stored = async () => (await newest(clickhouse)).reduce((sum, { events }) => sum + events, 0)
    await edge.ingest(lines.slice(0, 1_500))
    await until(async () => (await stored()) >= 700, 'the first events')
    const sending = edge.ingest(lines.slice(1_500))
    await first.stop()
    await first.ended
    await sending
    const third = await startKafkaWorker(parts)
    await edge.ingest(lines.slice(100, 150))
    await until(async () => (await stored()) >= lines.length + 50, 'all events')
    isHeld = false
    const quiet = trialStart + lines.length * 2_000 + 2 * 3_600_000
    await until(async () => {
      const lanes = await newest(clickhouse)
      return lanes.length === 6 && lanes.every(({ watermark }) => watermark >= quiet)
    }, 'time to pass')
    await edge.close()
    for (const worker of [second, third]) {
      await worker.stop()
      await worker.ended
    }
    expect(await found(clickhouse, postgres.db)).toEqual(expected(bundle, factsOf(lines), quiet))

    await writeSetting(postgres.db, `topology:${wide.topic}`, { partitions: 5, places: 5 })
    await expect(startKafkaWorker(parts)).rejects.toThrow(/set up with 5 partitions and has 3/)
  })

  test.skipIf(lacking !== null)(
    `R5 quick: workers that come, go, die and wake as zombies lose nothing and double nothing (seed ${seed}${skipped})`,
    { timeout: 600_000 },
    async () => {
      if (broker.kind === 'absent') return
      const outcome = await runRebalance(broker, seed, {
        partitions: 4,
        underLoad: { changes: 2, kills: 1, zombies: 1 },
        asTimePasses: { changes: 0, kills: 0, zombies: 1 },
      })
      expect(outcome.problems).toEqual([])
      expect(outcome.zombieWrites).toBe(0)
      const came = outcome.struck.map(({ fault }) => fault.kind)
      expect(came.toSorted()).toEqual(['join', 'kill', 'leave', 'zombie', 'zombie'])
      for (const { fault, lanes } of outcome.struck) if (fault.kind !== 'join') expect(lanes).toBeGreaterThan(0)
      expect(outcome.hits).toBeGreaterThan(200)
      expect(outcome.deadlineHits).toBeGreaterThan(100)
      expect(outcome.duplicates).toBeGreaterThan(20)
    },
  )
})

/** Of every partition and place: the events it counted, and the time it has come to. */
const newest = async (clickhouse: ClickHouse): Promise<{ events: number; watermark: number }[]> => {
  const rows = await clickhouse.query<{ events: number; watermark: number }>(
    `SELECT sum(events) AS events, toUnixTimestamp64Milli(argMax(watermark, seq)) AS watermark
     FROM blocks GROUP BY topic, partition`,
  )
  return rows.map(({ events, watermark }) => ({ events: Number(events), watermark: Number(watermark) }))
}
