import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { keyedHash } from '@mingjing/sql/vault/seal.ts'
import { CompressionTypes, Partitioners } from 'kafkajs'
import { kafkaPost } from './across/post.ts'
import { setUp } from './across/set-up.ts'
import { decodeWire } from './decode/record.ts'
import type { Senders } from './delivery/senders.ts'
import { type Ingest, openEdge } from './ingest/edge.ts'
import { wireText } from './ingest/wire.ts'
import { type KafkaPlace, kafkaClient, kafkaSource } from './source/kafka.ts'
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

/**
 * `KAFKA_BROKERS` (`host:port`, by commas), `KAFKA_TOPIC` (default `events`), `KAFKA_GROUP` (default `mingjing`),
 * `KAFKA_PARTITIONS` (default 1, for a topic that is not there yet); null without brokers.
 */
export const kafkaPlace = (environment: NodeJS.ProcessEnv = process.env): KafkaPlace | null => {
  const brokers = (environment.KAFKA_BROKERS ?? '').split(',').filter((broker) => broker !== '')
  if (brokers.length === 0) return null
  return {
    brokers,
    topic: environment.KAFKA_TOPIC ?? 'events',
    groupId: environment.KAFKA_GROUP ?? 'mingjing',
    partitions: partitionsAsked(environment.KAFKA_PARTITIONS ?? '1'),
  }
}

/** @throws when the text is no whole number from 1 to 1,000. */
const partitionsAsked = (text: string): number => {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 1_000)
    throw new Error(`KAFKA_PARTITIONS is "${text}", which is no whole number from 1 to 1000`)
  return count
}

/**
 * A worker over a Kafka topic, which is made with `KAFKA_PARTITIONS` (default 1) partitions when it is not there. Stores
 * must be migrated.
 * @throws when the topic has another number of partitions than it was set up with.
 */
export const startKafkaWorker = async (parts: ExternalParts): Promise<RunningWorker> => {
  const { kafka, keys, postgres } = parts
  const client = kafkaClient(kafka.brokers)
  const topology = await setUp(client, postgres.db, kafka)
  const source = { ...kafkaSource(kafka), decode: decodeWire(keyedHash(keys)) }
  if (topology.partitions === 1) return startWorker({ ...parts, source })
  const between = { ...kafka, topic: topology.across, groupId: `${kafka.groupId}.across` }
  return startWorker({
    ...{ ...parts, source },
    across: { topology, source: kafkaSource(between), post: await kafkaPost(client, topology) },
  })
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
