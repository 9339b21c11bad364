import { appendFile, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openIngestLog } from './log.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mingjing-log-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const record = (n: number) => JSON.stringify({ n, 名: '明镜'.repeat(n % 7) })
const numbers = (lines: string[]) => lines.map((line) => (JSON.parse(line) as { n: number }).n)
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('an offset is the number of the record, across appends, segments and openings', async () => {
  let log = await openIngestLog(folder, { segmentBytes: 5_000 })
  for (let n = 0; n < 3_000; n += 100) {
    expect(await log.append(range(n, n + 100).map(record))).toBe(n)
  }
  expect((await readdir(folder)).length).toBeGreaterThan(5)
  const all: number[] = []
  while (all.length < 3_000) all.push(...numbers(await log.read(all.length, 77)))
  expect(all).toEqual(range(0, 3_000))
  await log.close()

  log = await openIngestLog(folder, { segmentBytes: 5_000 })
  expect(log.end()).toBe(3_000)
  expect(numbers(await log.read(1_234, 3))).toEqual([1_234, 1_235, 1_236])
  expect(numbers(await log.read(2_999, 10))).toEqual([2_999])
  expect(await log.read(3_000, 10)).toEqual([])
  await log.close()
})

test('jumping within one large segment finds the record', async () => {
  const log = await openIngestLog(folder)
  await log.append(range(0, 10_000).map(record))
  for (const n of [0, 1, 1_023, 1_024, 1_025, 5_000, 9_999]) expect(numbers(await log.read(n, 1))).toEqual([n])
  expect(numbers(await log.read(2_000, 5_000))).toEqual(range(2_000, 7_000))
  expect(numbers(await log.read(7_000, 5_000))).toEqual(range(7_000, 10_000))
  await log.close()
})

test('appends made at once keep their order and get consecutive offsets', async () => {
  const log = await openIngestLog(folder)
  const firsts = await Promise.all(range(0, 50).map((n) => log.append([record(2 * n), record(2 * n + 1)])))
  expect(firsts).toEqual(range(0, 50).map((n) => 2 * n))
  expect(numbers(await log.read(0, 1_000))).toEqual(range(0, 100))
  await log.close()
})

test.each([
  ['half a line', '{"n":3,"x'],
  ['zeros a power loss left', `${'\0'.repeat(40)}\n`],
  ['half a line after garbage', '}}}\n{"n"'],
])('a torn tail is cut off: %s', async (_, tail) => {
  let log = await openIngestLog(folder)
  await log.append(range(0, 3).map(record))
  await log.close()
  const [name] = await readdir(folder)
  await appendFile(join(folder, name!), tail)

  log = await openIngestLog(folder)
  expect(log.droppedBytes).toBe(Buffer.byteLength(tail))
  expect(log.end()).toBe(3)
  expect(await log.append([record(3)])).toBe(3)
  expect(numbers(await log.read(0, 10))).toEqual([0, 1, 2, 3])
  await log.close()
})

test('a log cut in the middle of its only record is empty', async () => {
  let log = await openIngestLog(folder)
  await log.append([record(0)])
  await log.close()
  const [name] = await readdir(folder)
  await truncate(join(folder, name!), 4)
  log = await openIngestLog(folder)
  expect(log.end()).toBe(0)
  expect((await stat(join(folder, name!))).size).toBe(0)
  await log.close()
})

test('grown wakes when a record comes and gives up after its time', async () => {
  const log = await openIngestLog(folder)
  await log.grown(0, 5)
  expect(log.end()).toBe(0)
  const grown = log.grown(0, 60_000)
  await log.append([record(0)])
  await grown
  await log.close()
})
