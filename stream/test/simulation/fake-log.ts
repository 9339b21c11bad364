import type { Batch, Reader } from '../../source/source.ts'
import type { Arrival, Arrivals } from './arrivals.ts'
import type { Ask } from './path.ts'
import { deliver, type Process } from './process.ts'
import type { Time } from './time.ts'

interface Read {
  readonly time: Time
  readonly ask: Ask
  readonly random: () => number
  readonly arrivals: Pick<Arrivals, 'records'>
  /** Told that everything before `next` has taken effect. */
  readonly done: (process: Process, next: number) => void
}

/** Opens readers of the log: each read gives as many of the records that have arrived as the seed pleases. */
export const createLog = ({ time, ask, random, arrivals, done }: Read) => {
  const { records } = arrivals
  /** Index of the first record from an offset on. */
  const indexOf = (offset: number): number => {
    let [low, high] = [0, records.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (records[middle]!.offset < offset) low = middle + 1
      else high = middle
    }
    return low
  }
  const hasArrived = (record: Arrival | undefined): record is Arrival => record !== undefined && record.at <= time.now()

  return (process: Process) =>
    (from: number): Reader => {
      let position = from
      let index = indexOf(from)
      const take = (most: number, before: number): Batch => {
        const batch: Arrival[] = []
        for (let record = records[index]; batch.length < most && hasArrived(record); record = records[index]) {
          if (record.offset >= before) break
          batch.push(record)
          index++
        }
        const following = records[index]
        if (batch.length > 0) position = batch.at(-1)!.offset + 1
        // A hole is passed once it is known what lies behind it.
        if (hasArrived(following)) position = Math.max(position, Math.min(following.offset, before))
        return { records: batch.map(({ offset, text }) => ({ offset, text })), next: position }
      }
      return {
        async read({ max, before = Number.POSITIVE_INFINITY, waitMs }) {
          const wait = Math.min(waitMs, (records[index]?.at ?? Number.POSITIVE_INFINITY) - time.now())
          if (wait > 0) await new Promise<void>((resolve) => deliver(time, process, wait, resolve))
          const most = Math.min(max, random() < 0.5 ? max : 1 + Math.floor(random() * 12))
          return ask(process, 'read', `from ${position}`, () => take(most, before))
        },
        position: () => position,
        caughtUp: () => ask(process, 'caughtUp', `at ${position}`, () => !hasArrived(records[index])),
        backlog: () => {
          let count = 0
          while (hasArrived(records[index + count])) count++
          return count
        },
        done: (next) => done(process, next),
      }
    }
}
