import { Kafka, logLevel } from 'kafkajs'
import { expect, test } from 'vitest'
import { startBroker } from './kafka-broker.ts'

const broker = await startBroker()
if (broker.kind === 'absent' && process.env.CI) throw new Error(`CI needs a Kafka broker: ${broker.reason}`)
const absent = broker.kind === 'absent' ? broker.reason : undefined
const external = Boolean(process.env.KAFKA_BROKERS)

test.skipIf(absent ?? external)(
  absent ??
    (external ? 'KAFKA_BROKERS is not ours to kill' : 'a record acknowledged before a hard kill is read after it'),
  { timeout: 120_000 },
  async () => {
    if (broker.kind === 'absent') return
    try {
      const topic = `self-test-${Date.now()}`
      const kafka = new Kafka({
        brokers: broker.brokers,
        logLevel: logLevel.NOTHING,
        retry: { retries: 20, maxRetryTime: 1000 },
      })
      const admin = kafka.admin()
      await admin.connect()
      await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true })
      const producer = kafka.producer()
      await producer.connect()
      const sent = Array.from({ length: 100 }, (_, n) => `record ${n}`)
      await producer.send({ topic, acks: -1, messages: sent.map((value) => ({ value })) })

      await broker.restart({ hard: true })
      await producer.send({ topic, acks: -1, messages: [{ value: 'after the kill' }] })
      await broker.restart({ hard: false })

      const read: string[] = []
      const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 100 })
      await consumer.connect()
      await consumer.subscribe({ topic, fromBeginning: true })
      await new Promise<void>((resolve, reject) => {
        // A coordinator that is still loading after the restart is a crash kafkajs gets over by itself.
        consumer.on(consumer.events.CRASH, ({ payload }) => {
          if (!payload.restart) reject(payload.error)
        })
        consumer
          .run({
            eachMessage: async ({ message }) => {
              read.push(String(message.value))
              if (read.length === sent.length + 1) resolve()
            },
          })
          .catch(reject)
      })
      await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()])
      expect(read).toEqual([...sent, 'after the kill'])
    } finally {
      await broker.stop()
    }
  },
)
