import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { fault } from '../fault.ts'
import { type Marks, mark, noMarks, repairTail, type Segment, scan, segmentPath, segmentsIn } from './segment.ts'

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
  text: string
  count: number
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
 */
export const openIngestLog = async (folder: string, limits = { segmentBytes: segmentLimit }): Promise<IngestLog> => {
  await mkdir(folder, { recursive: true })
  const segments = await segmentsIn(folder)
  const marksOf = new Map<number, Marks>()
  const readers = new Map<number, FileHandle>()
  let droppedBytes = 0

  const newest = segments.at(-1)
  if (newest) {
    const repaired = await repairTail(newest)
    marksOf.set(newest.first, repaired.marks)
    droppedBytes = repaired.droppedBytes
  } else {
    segments.push(await createSegment(folder, 0))
    marksOf.set(0, noMarks())
  }
  let tail = segments.at(-1)!
  let writer = await open(tail.path, 'a')
  let durable = tail.first + marksOf.get(tail.first)!.records
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
        await write(Buffer.from(batch.map((item) => item.text).join(''), 'utf8'))
      } catch (error) {
        for (const item of batch) item.failed(error)
        continue
      }
      fault('after-append')
      let first = durable
      durable += batch.reduce((sum, item) => sum + item.count, 0)
      for (const item of batch) {
        item.done(first)
        first += item.count
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
      marks = await scan(file)
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
        waiting.push({ text: `${records.join('\n')}\n`, count: records.length, done, failed })
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
        if (end === -1) throw new Error(`${segment.path} has no record at byte ${from}`)
        const chunk = buffer.toString('utf8', 0, end).split('\n')
        const used = chunk.slice(0, skip + wanted - lines.length)
        for (let i = skip; i < used.length; i++) lines.push(used[i]!)
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
      for (const file of readers.values()) await file.close()
    },
  }
}

const createSegment = async (folder: string, first: number): Promise<Segment> => {
  const path = segmentPath(folder, first)
  const file = await open(path, 'wx')
  await file.close()
  // The name itself must be on disk before a record in it is acknowledged.
  const directory = await open(folder, 'r')
  await directory.datasync()
  await directory.close()
  return { path, first }
}
