import type { SourceRecord } from '../decode/record.ts'
import type { Batch } from './source.ts'

/** Records handed over and not yet read; when there are more, the broker is not asked for further ones. */
const mostWaiting = 40_000
/** The same in characters: a record may be as long as the broker allows. */
const mostCharsWaiting = 64 << 20
/** A read stops at the first record beyond so many characters, so that a block of long records is a short one. */
const mostChars = 32 << 20

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
  /** Characters of the records that wait. */
  chars: number
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
  chars: 0,
  wake: new Set(),
})

const wakeAll = (lane: Lane) => {
  for (const wake of lane.wake) wake()
}

/** Begins anew at `from`; what waits is dropped. */
export const restart = (lane: Lane, from: number): void => {
  lane.waiting.length = 0
  lane.chars = 0
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
  for (const { text } of batch.records) lane.chars += text.length
  lane.expected = batch.next
  lane.end = Math.max(lane.end, end)
  lane.synced = true
  wakeAll(lane)
}

export const hasRoom = (lane: Lane): boolean =>
  lane.waiting.reduce((sum, { records }) => sum + records.length, 0) < mostWaiting && lane.chars < mostCharsWaiting

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

/** Takes at most `max` records before offset `before` out of what waits, fewer when they are long. @throws what the lane failed of. */
export const take = (lane: Lane, max: number, before: number): Batch => {
  if (lane.failure) throw lane.failure
  const records: SourceRecord[] = []
  let chars = 0
  for (let batch = lane.waiting[0]; batch; batch = lane.waiting[0]) {
    let taken = 0
    for (const record of batch.records) {
      if (records.length === max || chars >= mostChars || record.offset >= before) break
      records.push(record)
      chars += record.text.length
      taken++
    }
    if (taken < batch.records.length) {
      const rest = batch.records.slice(taken)
      lane.waiting[0] = { records: rest, next: batch.next }
      // A hole before `before` is passed as well: nothing can come there any more.
      lane.position = Math.min(rest[0]!.offset, before)
      break
    }
    lane.waiting.shift()
    lane.position = batch.next
  }
  lane.chars -= chars
  wakeAll(lane)
  return { records, next: lane.position }
}
