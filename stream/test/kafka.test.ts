import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { openPostgres, type Postgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { Partitioners } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openKafkaEdge, startKafkaWorker } from '../external.ts'
import { kafkaClient } from '../source/kafka.ts'
import { startBroker } from './kafka-broker.ts'
import { expect as expected, factsOf, found, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, type TrialStores, trialClock, trialSteady } from './stores.ts'
import { trialEvents, trialStart } from './trial.ts'

const broker = await startBroker()
if (broker.kind === 'absent' && process.env.CI) throw new Error(`CI needs a Kafka broker: ${broker.reason}`)
const title = broker.kind === 'absent' ? `Kafka (skipped: ${broker.reason})` : 'Kafka'

describe.skipIf(broker.kind === 'absent')(title, () => {
  const brokers = broker.kind === 'up' ? broker.brokers : []
  const kafka = { brokers, topic: `trial-${randomUUID()}`, groupId: `trial-${randomUUID()}` }
  const keys = passingKeys()
  const bundle = trialBundle()
  const lines = trialEvents(31, 3_000)
  const clock = trialClock(lines.length)
  let stores: TrialStores
  let postgres: Postgres
  let clickhouse: ClickHouse
  let held = true
  const start = () =>
    startKafkaWorker({ postgres, clickhouse, keys, bundle, kafka, clock, steady: trialSteady, clockHeld: () => held })

  beforeAll(async () => {
    stores = await openTrialStores()
    postgres = stores.postgres
    clickhouse = stores.clickhouse
  })
  afterAll(async () => {
    await stores?.close()
    if (broker.kind === 'up') await broker.stop()
  })

  test('produce, restart in the middle: nothing is lost or counted twice', { timeout: 180_000 }, async () => {
    let worker = await start()
    const edge = await openKafkaEdge({ postgres, keys, kafka })
    expect((await edge.ingest(lines.slice(0, 1_000))).accepted).toBe(1_000)
    await worker.reached(0, 700)

    // Stopped while records flow; what is sent meanwhile waits in the topic.
    const sending = edge.ingest(lines.slice(1_000, 2_000))
    await worker.stop()
    await worker.ended
    await sending
    worker = await start()
    await worker.reached(0, 1_500)

    // A core system that writes to the topic itself, with repeats and with bytes that are no event.
    const producer = kafkaClient(brokers).producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
    await producer.send({
      topic: kafka.topic,
      messages: [
        ...lines.slice(2_000).map((value) => ({ key: 's', value })),
        ...lines.slice(100, 150).map((value) => ({ key: 's', value })),
        { key: 's', value: Buffer.from([0x7b, 0xff, 0xfe]) },
        { key: 's', value: null },
      ],
    })
    await producer.disconnect()
    const end = lines.length + 50 + 2
    await worker.reached(0, end)

    // Group offsets are for monitoring: losing them changes nothing.
    await worker.stop()
    await worker.ended
    const admin = kafkaClient(brokers).admin()
    await admin.connect()
    await admin.setOffsets({ groupId: kafka.groupId, topic: kafka.topic, partitions: [{ partition: 0, offset: '0' }] })
    await admin.disconnect()
    held = false
    worker = await start()
    const patience = Date.now() + 120_000
    while ((worker.status().watermark ?? 0) < trialStart + lines.length * 2_000 + 2 * 3_600_000) {
      if (Date.now() > patience) throw new Error(`time does not pass: ${JSON.stringify(worker.status())}`)
      await sleep(100)
    }
    await edge.close()
    await worker.stop()
    await worker.ended

    const account = await ledger(clickhouse, postgres.db)
    const facts = factsOf(lines)
    expect(account).toMatchObject({
      chained: true,
      end,
      ok: lines.length,
      late: 0,
      duplicates: 50,
      deadLetters: 2,
      buried: 2,
      unfinished: 0,
    })
    expect(await found(clickhouse, postgres.db)).toEqual(expected(bundle, facts, account.watermark))
  })

  test('a topic that lost records not yet read is fatal, not skipped', async () => {
    const admin = kafkaClient(brokers).admin()
    await admin.connect()
    const [range] = await admin.fetchTopicOffsets(kafka.topic)
    await admin.deleteTopicRecords({ topic: kafka.topic, partitions: [{ partition: 0, offset: range!.high }] })
    await admin.disconnect()
    const edge = await openKafkaEdge({ postgres, keys, kafka })
    await edge.ingest(trialEvents(32, 10, 10_000))
    const emptied = await openPostgres({ memory: true })
    await migratePostgres(emptied)
    const worker = await startKafkaWorker({ postgres: emptied, clickhouse, keys, bundle, kafka, clock })
    await expect(worker.ended).rejects.toThrow('retention has removed')
    await worker.stop()
    await edge.close()
    await emptied.close()
  })
})
