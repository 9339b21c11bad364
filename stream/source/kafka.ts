import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs, { type Consumer, type EachBatchPayload, Kafka, type KafkaMessage, logLevel } from 'kafkajs'
import type { SourceRecord } from '../decode/record.ts'
import { textOf } from '../decode/text.ts'
import { log } from '../log.ts'
import { changed, createLane, fail, handOver, hasRoom, type Lane, restart, take } from './kafka-lane.ts'
import type { Reader, Source } from './source.ts'

export interface KafkaPlace {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly groupId: string
  /** How many partitions the topic is made with when it is not there; default 1. */
  readonly partitions?: number
  /** Silent for so long, a worker is put out of the group, ms; default 30,000, and no less than the broker allows. */
  readonly sessionMs?: number
}

/** Partitions one worker reads at once. kafkajs holds a call open for each while the worker is busy. */
const concurrently = 64
const heartbeatMs = 500

/** A client that logs through ours and waits for a broker that is away. */
export const kafkaClient = (brokers: readonly string[]): Kafka =>
  new Kafka({
    clientId: 'mingjing',
    brokers: [...brokers],
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, namespace, log: { message } }) => {
        log[level <= logLevel.ERROR ? 'error' : 'warn']({ kafka: namespace }, message)
      },
    retry: { retries: 10, maxRetryTime: 5_000 },
  })

/**
 * A topic as a source; the consumer group decides which partitions are ours. Where to read from is told by the worker's
 * own ledger, never by the offsets committed to the group, which are for monitoring.
 */
export const kafkaSource = (place: KafkaPlace): Source => {
  const { topic } = place
  const kafka = kafkaClient(place.brokers)
  const admin = kafka.admin()
  const consumer = kafka.consumer({
    ...{ groupId: place.groupId, maxWaitTimeInMs: 100, maxBytesPerPartition: 8 << 20 },
    ...(place.sessionMs && { sessionTimeout: place.sessionMs, heartbeatInterval: Math.round(place.sessionMs / 10) }),
  })
  const lanes = new Map<number, Lane>()
  const owning = new Set<Promise<void>>()
  let stopping = false
  let crash: (error: unknown) => void = () => {}

  const seek = (partition: number, lane: Lane) => {
    lane.synced = false
    if (lane.expected !== null) consumer.seek({ topic, partition, offset: String(lane.expected) })
  }

  /** kafkajs would silently jump to the oldest record; what lies between would be lost without a word. */
  const checkRange = async (partition: number, lane: Lane) => {
    const offsets = await admin.fetchTopicOffsets(topic)
    const found = offsets.find((entry) => entry.partition === partition)
    if (!found || lane.expected === null) return
    const [low, high] = [Number(found.low), Number(found.high)]
    lane.end = Math.max(lane.end, high)
    if (lane.expected >= low && lane.expected <= high) return
    fail(
      lane,
      new Error(
        `${topic}/${partition} holds records ${low} to ${high}, but ${lane.expected} is the next to be read: ` +
          (lane.expected < low ? 'retention has removed what was not read yet' : 'the topic was cut or made anew'),
      ),
    )
  }

  const eachBatch = async ({ batch, resolveOffset, heartbeat, isRunning }: EachBatchPayload) => {
    const lane = lanes.get(batch.partition)
    if (!lane) return
    const isOurs = () => isRunning() && !stopping && !lane.gone.signal.aborted
    while (isOurs() && lane.expected === null) {
      await heartbeat()
      await changed(lane, heartbeatMs)
    }
    if (!isOurs()) return
    // `fetchedOffset` is not in the types: where kafkajs asked from.
    const asked = Number((batch as typeof batch & { fetchedOffset: string }).fetchedOffset)
    if (asked !== lane.expected) {
      await checkRange(batch.partition, lane)
      if (!lane.failure) seek(batch.partition, lane)
      return
    }
    const next = Number(batch.lastOffset()) + 1
    handOver(lane, { records: batch.messages.map(recordOf), next }, Number(batch.highWatermark))
    resolveOffset(batch.lastOffset())
    while (isOurs() && !hasRoom(lane)) {
      await heartbeat()
      await changed(lane, heartbeatMs)
    }
  }

  const readerOf = (partition: number, lane: Lane): Reader => ({
    async read({ max, before = Number.POSITIVE_INFINITY, waitMs }) {
      if (lane.waiting.length === 0 && !lane.failure) await changed(lane, waitMs)
      return take(lane, max, before)
    },
    position: () => lane.position,
    async caughtUp() {
      try {
        const offsets = await admin.fetchTopicOffsets(topic)
        const high = Number(offsets.find((entry) => entry.partition === partition)?.high ?? Number.NaN)
        return high === lane.position
      } catch (error) {
        log.warn({ topic, partition, err: error }, 'the broker does not say where the log ends')
        return false
      }
    },
    backlog: () => Math.max(0, lane.end - lane.position),
    done(next) {
      consumer.commitOffsets([{ topic, partition, offset: String(next) }]).catch((error) => {
        log.warn({ topic, partition, err: error }, 'the group did not take the offset; it is for monitoring only')
      })
    },
  })

  const assign = (partitions: readonly number[], own: Parameters<Source['run']>[0]) => {
    // kafkajs begins a consumer that crashed again even when it has been disconnected meanwhile: it would hold partitions
    // that nobody runs.
    if (stopping) {
      consumer.disconnect().catch((error) => log.warn({ topic, err: error }, 'the group could not be left'))
      return
    }
    for (const [partition, lane] of lanes) {
      if (partitions.includes(partition)) continue
      lanes.delete(partition)
      lane.gone.abort()
    }
    for (const partition of partitions) {
      const held = lanes.get(partition)
      if (held) {
        // The group begins every generation at the committed offsets.
        seek(partition, held)
        continue
      }
      const lane = createLane()
      lanes.set(partition, lane)
      const open = (from: number) => {
        restart(lane, from)
        seek(partition, lane)
        checkRange(partition, lane).catch(() => {})
        return readerOf(partition, lane)
      }
      const life = own(partition, open, lane.gone.signal).catch(crash)
      owning.add(life)
      life.finally(() => owning.delete(life))
    }
  }

  /** A batch that held nothing but control records never reaches `eachBatch`. */
  const passControlRecords = (at: { topic: string; partition: number; batchSize: number; lastOffset: string }) => {
    const lane = lanes.get(at.partition)
    if (at.topic !== topic || at.batchSize > 0 || !lane?.synced) return
    handOver(lane, { records: [], next: Number(at.lastOffset) + 1 }, 0)
  }

  const options = {
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: concurrently,
    eachBatch,
  }
  /** Where kafkajs gives up although the broker is only away: it has disconnected by then, and is begun again. */
  const begin = async (): Promise<void> => {
    for (let pause = 250; ; pause = Math.min(2 * pause, 5_000)) {
      await sleep(pause)
      if (stopping) return
      try {
        await consumer.connect()
        // It rejects only before it has begun; what comes later is told as a crash.
        return await consumer.run(options)
      } catch (error) {
        if (!isPassing(error)) throw error
        log.warn({ topic, err: error }, 'the broker is away; the group cannot be joined yet')
      }
    }
  }

  return {
    topic,
    async run(own) {
      await admin.connect()
      await consumer.connect()
      await consumer.subscribe({ topic, fromBeginning: true })
      const { GROUP_JOIN, START_BATCH_PROCESS, CRASH } = consumer.events
      consumer.on(GROUP_JOIN, ({ payload }) => assign(payload.memberAssignment[topic] ?? [], own))
      consumer.on(START_BATCH_PROCESS, ({ payload }) => passControlRecords(payload))
      const crashed = new Promise<never>((_, reject) => {
        crash = reject
        consumer.on(CRASH, ({ payload }) => {
          if (payload.restart) return
          if (isPassing(payload.error)) begin().catch(reject)
          else reject(payload.error)
        })
      })
      const stopped = whenStopped(consumer, () => stopping)
      await consumer.run(options)
      await Promise.race([crashed, stopped])
    },
    async stop() {
      stopping = true
      for (const lane of lanes.values()) lane.gone.abort()
      await Promise.allSettled([...owning])
      await consumer.disconnect()
      await admin.disconnect()
    },
  }
}

/** Errors kafkajs itself has given up on and that say no more than that the broker is away. */
const away = ['KafkaJSNumberOfRetriesExceeded', 'KafkaJSGroupCoordinatorNotFound']
export const isPassing = (error: unknown): boolean =>
  // Node finds no named export of the error's class in this CommonJS module.
  error instanceof kafkajs.KafkaJSError && (error.retriable || away.includes(error.name))

/** Resolves when `stop` has disconnected the consumer; a restart after a crash is no end. */
const whenStopped = (consumer: Consumer, isStopping: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    let restarting = false
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      restarting = payload.restart || isPassing(payload.error)
    })
    consumer.on(consumer.events.GROUP_JOIN, () => {
      restarting = false
    })
    consumer.on(consumer.events.DISCONNECT, () => {
      // kafkajs disconnects before it tells of a crash; wait for that word.
      setTimeout(() => {
        if (!restarting || isStopping()) resolve()
      }, 50)
    })
  })

const recordOf = ({ offset, value }: KafkaMessage): SourceRecord => ({ offset: Number(offset), text: textOf(value) })
