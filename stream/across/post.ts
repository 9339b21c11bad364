import type { Kafka, Message } from 'kafkajs'
import { CompressionTypes, Partitioners } from 'kafkajs'
import type { Block } from '../block/block.ts'
import { type Letter, lettersOf } from './letter.ts'
import type { Topology } from './topology.ts'

/** Carries what blocks tell those who judge across partitions. */
export interface Post {
  /** Resolves when every letter of the block lies in the log. Sending again is harmless: places know what they have read. */
  send(block: Block): Promise<void>
  close(): Promise<void>
}

/** So many characters at most in one request to one place, far below the least a broker is set to take. */
const mostAtOnce = 400_000

/** Sends letters through the topic between the stages, those of one place in order. */
export const kafkaPost = async (kafka: Kafka, { across, places }: Topology): Promise<Post> => {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  return {
    async send({ plan, outward }) {
      if (!outward) return
      const queues = Array.from({ length: places }, (_, place) => requestsOf(lettersOf(plan, outward, place), place))
      const most = Math.max(...queues.map(({ length }) => length))
      for (let i = 0; i < most; i++) {
        const messages = queues.flatMap((queue) => queue[i] ?? [])
        await producer.send({ topic: across, acks: -1, compression: CompressionTypes.GZIP, messages })
      }
    },
    close: () => producer.disconnect(),
  }
}

/** The letters to one place as they go together. */
const requestsOf = (letters: readonly Letter[], partition: number): Message[][] => {
  const requests: Message[][] = []
  let room = 0
  for (const letter of letters) {
    const value = JSON.stringify(letter)
    if (value.length > room) {
      requests.push([])
      room = mostAtOnce
    }
    room -= value.length
    requests.at(-1)!.push({ value, partition })
  }
  return requests
}
