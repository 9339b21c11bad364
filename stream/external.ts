import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { keyedHash } from '@mingjing/sql/vault/seal.ts'
import { CompressionTypes, type Kafka, Partitioners } from 'kafkajs'
import { decodeWire } from './decode/record.ts'
import type { Senders } from './delivery/senders.ts'
import { type Ingest, openEdge } from './ingest/edge.ts'
import { wireText } from './ingest/wire.ts'
import { type KafkaPlace, kafkaClient, kafkaSource } from './source/kafka.ts'
import { checkPartitions } from './source/partition-key.ts'
import { type RunningWorker, startWorker } from './worker.ts'

export interface ExternalParts {
  readonly postgres: Postgres
  readonly clickhouse: ClickHouse
  readonly keys: Keys
  readonly bundle: Bundle
  readonly kafka: KafkaPlace
  readonly clock?: () => number
  readonly steady?: () => number
  readonly clockHeld?: () => boolean
  readonly senders?: Senders
}

/** `KAFKA_BROKERS` (`host:port`, by commas), `KAFKA_TOPIC` (default `events`), `KAFKA_GROUP` (default `mingjing`); null without brokers. */
export const kafkaPlace = (environment: NodeJS.ProcessEnv = process.env): KafkaPlace | null => {
  const brokers = (environment.KAFKA_BROKERS ?? '').split(',').filter((broker) => broker !== '')
  if (brokers.length === 0) return null
  return { brokers, topic: environment.KAFKA_TOPIC ?? 'events', groupId: environment.KAFKA_GROUP ?? 'mingjing' }
}

/** A worker over a Kafka topic, which is made with one partition when it is not there. Stores must be migrated. */
export const startKafkaWorker = async (parts: ExternalParts): Promise<RunningWorker> => {
  const { kafka, bundle, keys } = parts
  checkPartitions(kafka.topic, await ensureTopic(kafkaClient(kafka.brokers), kafka.topic), bundle)
  return startWorker({ ...parts, source: kafkaSource(kafka, decodeWire(keyedHash(keys))) })
}

/** How many partitions the topic has; made with one when it is not there. */
const ensureTopic = async (kafka: Kafka, topic: string): Promise<number> => {
  const admin = kafka.admin()
  await admin.connect()
  try {
    if (!(await admin.listTopics()).includes(topic)) {
      await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true })
    }
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    return topics[0]?.partitions.length ?? 0
  } finally {
    await admin.disconnect()
  }
}

export interface KafkaEdge {
  readonly ingest: Ingest
  close(): Promise<void>
}

/** The way in where events lie in Kafka: validated and tokenised here, acknowledged once all replicas in sync have them. */
export const openKafkaEdge = async (
  parts: Pick<ExternalParts, 'postgres' | 'keys' | 'kafka' | 'clock'>,
): Promise<KafkaEdge> => {
  const { postgres, keys, kafka } = parts
  const producer = kafkaClient(kafka.brokers).producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const append = async (events: readonly Event[]) => {
    if (events.length === 0) return
    await producer.send({
      topic: kafka.topic,
      acks: -1,
      compression: CompressionTypes.GZIP,
      messages: events.map((event) => ({ key: event.subject, value: wireText(event) })),
    })
  }
  return {
    ingest: openEdge({ db: postgres.db, keys, topic: kafka.topic, append, clock: parts.clock }),
    close: () => producer.disconnect(),
  }
}
