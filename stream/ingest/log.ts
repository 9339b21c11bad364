import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import { fault } from '../fault.ts'
import { openAcknowledged } from './acknowledged.ts'
import { recordIn, withCheck } from './check.ts'
import {
  LogDamaged,
  type Marks,
  mark,
  noMarks,
  repairTail,
  type Segment,
  scan,
  segmentPath,
  segmentsIn,
} from './segment.ts'

/** The embedded event log: append-only, one partition, the offset of a record is its number. */
export interface IngestLog {
  /** Resolves with the first record's offset once all of them are on disk (fdatasync). A record holds no newline. */
  append(records: readonly string[]): Promise<number>
  /** Records from `offset` on, at most `max`, fewer when they are long; none at the end. */
  read(offset: number, max: number): Promise<string[]>
  /** One past the last durable record. */
  end(): number
  /** Resolves when the log grows beyond `offset`, after `ms`, or when it is closed. */
  grown(offset: number, ms: number): Promise<void>
  /** Bytes of an unacknowledged tail that opening cut off. */
  readonly droppedBytes: number
  close(): Promise<void>
}

interface Waiting {
  records: readonly string[]
  done: (first: number) => void
  failed: (error: unknown) => void
}

const segmentLimit = 128 << 20
const readBytes = 1 << 21
/** A read stops at the first chunk beyond so many bytes, so that a block of long records is a short one. */
const mostBytes = 32 << 20

/**
 * Opens the log in `folder`, creating it and repairing a torn tail.
 * Only one process may have it open: hold the data folder first.
 * @throws LogDamaged when something acknowledged is not there any more; so do reads that come to such a place.
 */
export const openIngestLog = async (folder: string, limits = { segmentBytes: segmentLimit }): Promise<IngestLog> => {
  await mkdir(folder, { recursive: true })
  const segments = await segmentsIn(folder)
  const marksOf = new Map<number, Marks>()
  const readers = new Map<number, FileHandle>()
  let droppedBytes = 0

  const acknowledged = await openAcknowledged(folder)
  const refuse = async (damage: Error): Promise<never> => {
    await acknowledged.close()
    throw damage
  }
  const newest = segments.at(-1)
  if (newest) {
    const repaired = await repairTail(newest, acknowledged.before).catch(refuse)
    marksOf.set(newest.first, repaired.marks)
    droppedBytes = repaired.droppedBytes
  }
  let durable = newest ? newest.first + marksOf.get(newest.first)!.records : 0
  if (!newest && (acknowledged.before ?? 0) > 0)
    await refuse(
      new LogDamaged(folder, 0, 0, `there is no segment, but ${acknowledged.before} records were acknowledged`),
    )
  await acknowledged.begin(durable)
  if (!newest?.isChecked) {
    // What comes after segments of an older version lies in one of its own.
    if (newest && durable === newest.first) await unlink(segments.pop()!.path)
    segments.push(await createSegment(folder, durable))
    marksOf.set(durable, noMarks())
  }
  let tail = segments.at(-1)!
  let writer = await open(tail.path, 'a')
  let broken: unknown = null
  let closed = false

  let waiting: Waiting[] = []
  let flushing: Promise<void> | null = null
  const sleepers = new Set<() => void>()

  const roll = async () => {
    await writer.close()
    tail = await createSegment(folder, durable)
    segments.push(tail)
    marksOf.set(tail.first, noMarks())
    writer = await open(tail.path, 'a')
  }

  /** Writes what waits in one go: appends that arrive during an fdatasync share the next one. */
  const flush = async () => {
    await Promise.resolve()
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        if (broken) throw broken
        if (marksOf.get(tail.first)!.size >= limits.segmentBytes) await roll()
        let offset = durable
        const lines = batch.flatMap(({ records }) => records.map((record) => `${withCheck(record, offset++)}\n`))
        await write(Buffer.from(lines.join(''), 'utf8'))
        // Failing here loses nothing: an older number is true as well.
        await acknowledged.write(offset).catch(() => {})
      } catch (error) {
        for (const item of batch) item.failed(error)
        continue
      }
      fault('after-append')
      let first = durable
      durable += batch.reduce((sum, { records }) => sum + records.length, 0)
      for (const item of batch) {
        item.done(first)
        first += item.records.length
      }
      for (const wake of sleepers) wake()
    }
    flushing = null
  }

  const write = async (bytes: Buffer) => {
    const marks = marksOf.get(tail.first)!
    try {
      await writer.appendFile(bytes)
      await writer.datasync()
    } catch (error) {
      // A partly written record would glue itself to the next one: take it back, or accept nothing more.
      await writer.truncate(marks.size).catch((failure) => {
        broken = failure
      })
      throw error
    }
    mark(marks, bytes)
  }

  const locate = async (offset: number): Promise<{ segment: Segment; marks: Marks; file: FileHandle }> => {
    let index = segments.length - 1
    while (index > 0 && segments[index]!.first > offset) index--
    const segment = segments[index]!
    let file = readers.get(segment.first)
    if (!file) {
      file = await open(segment.path, 'r')
      readers.set(segment.first, file)
    }
    let marks = marksOf.get(segment.first)
    if (!marks) {
      marks = await scan(file, segment)
      const end = segment.first + marks.records
      const next = segments[index + 1]!.first
      if (end !== next) throw new LogDamaged(segment.path, end, marks.size, `the next segment begins with ${next}`)
      marksOf.set(segment.first, marks)
    }
    return { segment, marks, file }
  }

  /** Where the reader stopped, so that reading on needs no search. */
  let cursor = { segment: -1, offset: -1, byte: 0 }

  return {
    droppedBytes,
    end: () => durable,

    append(records) {
      if (records.length === 0) return Promise.resolve(durable)
      if (closed) return Promise.reject(new Error('the ingest log is closed'))
      return new Promise<number>((done, failed) => {
        waiting.push({ records, done, failed })
        flushing ??= flush()
      })
    },

    async read(offset, max) {
      const limit = Math.min(max, durable - offset)
      if (limit <= 0) return []
      const { segment, marks, file } = await locate(offset)
      const wanted = Math.min(limit, segment.first + marks.records - offset)
      let from = cursor.byte
      let skip = 0
      if (cursor.segment !== segment.first || cursor.offset !== offset) {
        const nth = Math.floor((offset - segment.first) / marks.every)
        from = marks.bytes[nth]!
        skip = offset - segment.first - nth * marks.every
      }
      const lines: string[] = []
      const start = from
      while (lines.length < wanted && (lines.length === 0 || from - start < mostBytes)) {
        const buffer = Buffer.allocUnsafe(Math.min(readBytes, marks.size - from))
        const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
        const end = buffer.lastIndexOf(10, bytesRead - 1)
        const at = offset + lines.length
        if (end === -1) throw new LogDamaged(segment.path, at, from, 'there is no whole record')
        const chunk = buffer.toString('utf8', 0, end).split('\n')
        const used = chunk.slice(0, skip + wanted - lines.length)
        for (let i = skip; i < used.length; i++) {
          const record = segment.isChecked ? recordIn(used[i]!, at + i - skip) : used[i]!
          if (record === null) throw new LogDamaged(segment.path, at + i - skip, from, 'it is not as it was written')
          lines.push(record)
        }
        skip = Math.max(0, skip - used.length)
        from +=
          used.length === chunk.length ? end + 1 : used.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
      }
      cursor = { segment: segment.first, offset: offset + lines.length, byte: from }
      return lines
    },

    grown: (offset, ms) =>
      new Promise((resolve) => {
        if (durable > offset || closed) return resolve()
        const wake = () => {
          clearTimeout(timer)
          sleepers.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, ms)
        sleepers.add(wake)
      }),

    async close() {
      closed = true
      await flushing
      for (const wake of sleepers) wake()
      await writer.close()
      await acknowledged.close()
      for (const file of readers.values()) await file.close()
    },
  }
}

const createSegment = async (folder: string, first: number): Promise<Segment> => {
  const path = segmentPath(folder, first)
  // An empty one may be there from a try that failed half-way, of a full disk for one.
  const file = await open(path, 'a')
  await file.close()
  // The name itself must be on disk before a record in it is acknowledged.
  const directory = await open(folder, 'r')
  await directory.datasync()
  await directory.close()
  return { path, first, isChecked: true }
}
