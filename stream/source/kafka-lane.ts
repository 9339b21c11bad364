import type { SourceRecord } from '../decode/record.ts'
import type { Batch } from './source.ts'

/** Records handed over and not yet read; when there are more, the broker is not asked for further ones. */
const mostWaiting = 40_000

/**
 * What lies between kafkajs, which pushes batches, and the worker, which pulls them: the batches of one partition, in
 * order and without holes that are not the log's own.
 */
export interface Lane {
  /** Ends when the partition is no longer ours. */
  readonly gone: AbortController
  /** Offset the next batch must begin at; null until the worker has said where it reads from. */
  expected: number | null
  /** Offset of the record the worker reads next. */
  position: number
  /** One past the newest record of the broker, as far as known. */
  end: number
  /** Whether the broker has answered from `expected` since the last seek. */
  synced: boolean
  failure: Error | null
  readonly waiting: Batch[]
  readonly wake: Set<() => void>
}

export const createLane = (): Lane => ({
  gone: new AbortController(),
  expected: null,
  position: 0,
  end: 0,
  synced: false,
  failure: null,
  waiting: [],
  wake: new Set(),
})

const wakeAll = (lane: Lane) => {
  for (const wake of lane.wake) wake()
}

/** Begins anew at `from`; what waits is dropped. */
export const restart = (lane: Lane, from: number): void => {
  lane.waiting.length = 0
  lane.expected = from
  lane.position = from
  lane.synced = false
  lane.failure = null
  wakeAll(lane)
}

/** The worker's next read throws this. */
export const fail = (lane: Lane, failure: Error): void => {
  lane.failure = failure
  wakeAll(lane)
}

/** Takes a batch over; the next one must begin at `batch.next`. */
export const handOver = (lane: Lane, batch: Batch, end: number): void => {
  lane.waiting.push(batch)
  lane.expected = batch.next
  lane.end = Math.max(lane.end, end)
  lane.synced = true
  wakeAll(lane)
}

export const hasRoom = (lane: Lane): boolean =>
  lane.waiting.reduce((sum, { records }) => sum + records.length, 0) < mostWaiting

/** Resolves when the lane changes, at the latest after `ms`. */
export const changed = (lane: Lane, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      lane.wake.delete(wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    lane.wake.add(wake)
  })

/** Takes at most `max` records before offset `before` out of what waits. @throws what the lane failed of. */
export const take = (lane: Lane, max: number, before: number): Batch => {
  if (lane.failure) throw lane.failure
  const records: SourceRecord[] = []
  for (let batch = lane.waiting[0]; batch; batch = lane.waiting[0]) {
    const fitting = batch.records.slice(0, max - records.length).filter(({ offset }) => offset < before)
    for (const record of fitting) records.push(record)
    if (fitting.length < batch.records.length) {
      const rest = batch.records.slice(fitting.length)
      lane.waiting[0] = { records: rest, next: batch.next }
      // A hole before `before` is passed as well: nothing can come there any more.
      lane.position = Math.min(rest[0]!.offset, before)
      break
    }
    lane.waiting.shift()
    lane.position = batch.next
  }
  wakeAll(lane)
  return { records, next: lane.position }
}
