import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of the ingest log: one JSON text a line, named by the offset of its first record. */
export interface Segment {
  readonly path: string
  readonly first: number
}

const suffix = '.ndjson'
const newline = 10

export const segmentPath = (folder: string, first: number): string =>
  join(folder, `${String(first).padStart(15, '0')}${suffix}`)

/** The segments of a folder, oldest first. */
export const segmentsIn = async (folder: string): Promise<Segment[]> => {
  const names = (await readdir(folder)).filter((name) => /^\d{15}\.ndjson$/.test(name)).sort()
  return names.map((name) => ({ path: join(folder, name), first: Number(name.slice(0, -suffix.length)) }))
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

/** Reads a whole segment to find its records. */
export const scan = async (file: FileHandle): Promise<Marks> => {
  const marks = noMarks()
  const buffer = Buffer.allocUnsafe(chunkBytes)
  for (;;) {
    const before = marks.size
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, before)
    mark(marks, buffer.subarray(0, bytesRead))
    if (bytesRead < chunkBytes) return marks
    if (marks.size === before) throw new Error(`a record of the ingest log is longer than ${chunkBytes} bytes`)
  }
}

/**
 * Cuts off what a kill or a power loss left unfinished at the end of the newest segment: bytes after the last newline,
 * and whole lines that are no JSON. Neither was acknowledged. Returns the marks of what remains.
 */
export const repairTail = async (segment: Segment): Promise<{ marks: Marks; droppedBytes: number }> => {
  const file = await open(segment.path, 'r+')
  try {
    let marks = await scan(file)
    const { size } = await file.stat()
    while (marks.records > 0 && !(await lastIsJson(file, marks))) marks = await withoutLast(file, marks)
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
