import { decodeKept } from '../decode/record.ts'
import { changed, createLane } from '../source/kafka-lane.ts'
import type { EventSource } from '../source/source.ts'

/**
 * A source over records in memory, read from 0 on, that tells how far it was read; more may come while it runs. `mostAtOnce` records a
 * read make many blocks of a short log.
 */
export const memorySource = (
  topic: string,
  first: readonly string[],
  decode = decodeKept,
  mostAtOnce = Number.POSITIVE_INFINITY,
) => {
  const records = [...first]
  const stopping = new AbortController()
  const grown = createLane()
  let position = 0
  let running: Promise<void> = Promise.resolve()
  const source: EventSource = {
    topic,
    decode,
    run(own) {
      const open = (from: number) => {
        position = from
        return {
          async read({
            max,
            before = Number.POSITIVE_INFINITY,
            waitMs,
          }: {
            max: number
            before?: number
            waitMs: number
          }) {
            if (position === records.length) await changed(grown, waitMs)
            const from = position
            const texts = records.slice(from, Math.min(from + Math.min(max, mostAtOnce), before))
            position += texts.length
            return { records: texts.map((text, i) => ({ offset: from + i, text })), next: position }
          },
          position: () => position,
          caughtUp: async () => position === records.length,
          backlog: () => records.length - position,
          done: () => {},
        }
      }
      running = own(0, open, stopping.signal)
      return running
    },
    async stop() {
      stopping.abort()
      await running.catch(() => {})
    },
  }
  const send = (...more: string[]) => {
    records.push(...more)
    for (const wake of grown.wake) wake()
  }
  return { source, position: () => position, send }
}
