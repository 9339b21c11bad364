import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSound } from './check.ts'

/** A file of the ingest log: one record a line, named by the offset of its first. Those of older versions have no checks. */
export interface Segment {
  readonly path: string
  readonly first: number
  readonly isChecked: boolean
}

const newline = 10

export const segmentPath = (folder: string, first: number): string =>
  join(folder, `${String(first).padStart(15, '0')}.records`)

/** The segments of a folder, oldest first. */
export const segmentsIn = async (folder: string): Promise<Segment[]> => {
  const names = (await readdir(folder)).filter((name) => /^\d{15}\.(ndjson|records)$/.test(name)).sort()
  return names.map((name) => ({
    path: join(folder, name),
    first: Number.parseInt(name, 10),
    isChecked: name.endsWith('.records'),
  }))
}

/** Where every `marks.every`-th record of a segment begins, so that a reader need not start at the file's head. */
export interface Marks {
  readonly every: 1024
  /** Byte position of record `first + 1024 · i`. */
  readonly bytes: number[]
  records: number
  /** Bytes of whole records. */
  size: number
}

export const noMarks = (): Marks => ({ every: 1024, bytes: [0], records: 0, size: 0 })

/** Enters the records of `chunk`, which lies at `marks.size`; an unfinished last line is not entered. */
export const mark = (marks: Marks, chunk: Buffer): void => {
  const start = marks.size
  for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) {
    marks.records++
    marks.size = start + at + 1
    if (marks.records % marks.every === 0) marks.bytes.push(marks.size)
  }
}

const chunkBytes = 1 << 22

/** Reads a segment to find its records, up to the first that is not as it was written. */
export const scan = async (file: FileHandle, segment: Segment): Promise<Marks> => {
  const marks = noMarks()
  const buffer = Buffer.allocUnsafe(chunkBytes)
  for (;;) {
    const before = marks.size
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, before)
    const chunk = buffer.subarray(0, bytesRead)
    const sound = segment.isChecked ? soundBytes(chunk, segment.first + marks.records) : bytesRead
    mark(marks, chunk.subarray(0, sound ?? bytesRead))
    if (bytesRead < chunkBytes || (sound !== null && segment.isChecked)) return marks
    if (marks.size === before) throw new Error(`a record of the ingest log is longer than ${chunkBytes} bytes`)
  }
}

/** Bytes before the first whole line that is not record `offset`, `offset + 1` … as it was written; null when all are. */
const soundBytes = (chunk: Buffer, offset: number): number | null => {
  let start = 0
  for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, start)) {
    if (!isSound(chunk.subarray(start, at), offset++)) return start
    start = at + 1
  }
  return null
}

/** The log is not as it was written: what was acknowledged is damaged or missing. */
export class LogDamaged extends Error {
  constructor(path: string, record: number, byte: number, why: string) {
    super(`the ingest log is damaged: ${path}, record ${record} at byte ${byte}: ${why}; restore a backup`)
    this.name = 'LogDamaged'
  }
}

/**
 * Cuts off what a kill or a power loss left unfinished at the end of the newest segment. `acknowledged` is the end of what
 * certainly was, null when nothing tells. Returns the marks of what remains.
 * @throws LogDamaged when something acknowledged is not there any more; nothing is cut then.
 */
export const repairTail = async (
  segment: Segment,
  acknowledged: number | null,
): Promise<{ marks: Marks; droppedBytes: number }> => {
  const file = await open(segment.path, 'r+')
  try {
    let marks = await scan(file, segment)
    const { size } = await file.stat()
    if (!segment.isChecked)
      while (marks.records > 0 && !(await lastIsJson(file, marks))) marks = await withoutLast(file, marks)
    const end = segment.first + marks.records
    if (acknowledged !== null && end < acknowledged)
      throw new LogDamaged(segment.path, end, marks.size, `sound up to here, but ${acknowledged} were acknowledged`)
    if (acknowledged === null && segment.isChecked && size > marks.size)
      throw new LogDamaged(segment.path, end, marks.size, 'and nothing tells what was acknowledged')
    if (size > marks.size) {
      await file.truncate(marks.size)
      await file.datasync()
    }
    return { marks, droppedBytes: size - marks.size }
  } finally {
    await file.close()
  }
}

const lastLine = async (file: FileHandle, marks: Marks): Promise<Buffer> => {
  const from = marks.bytes[Math.floor((marks.records - 1) / marks.every)]!
  const tail = Buffer.allocUnsafe(marks.size - from)
  await file.read(tail, 0, tail.length, from)
  const start = tail.length < 2 ? -1 : tail.lastIndexOf(newline, tail.length - 2)
  return tail.subarray(start + 1)
}

const lastIsJson = async (file: FileHandle, marks: Marks): Promise<boolean> => {
  try {
    JSON.parse((await lastLine(file, marks)).toString('utf8'))
    return true
  } catch {
    return false
  }
}

const withoutLast = async (file: FileHandle, marks: Marks): Promise<Marks> => {
  const line = await lastLine(file, marks)
  const bytes = marks.records % marks.every === 0 ? marks.bytes.slice(0, -1) : marks.bytes
  return { every: marks.every, bytes, records: marks.records - 1, size: marks.size - line.length }
}
