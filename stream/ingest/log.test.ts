import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withCheck } from './check.ts'
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

const segmentOf = (first: number) => join(folder, `${String(first).padStart(15, '0')}.records`)
const three = async () => {
  const log = await openIngestLog(folder)
  await log.append(range(0, 3).map(record))
  await log.close()
  return segmentOf(0)
}

test.each([
  ['half a line', '{"n":3,"x'],
  ['zeros a power loss left', `${'\0'.repeat(40)}\n`],
  ['half a line after garbage', '}}}\n{"n"'],
  ['a record that was written elsewhere', `${withCheck('{"n":3}', 4)}\n`],
])('a torn tail is cut off: %s', async (_, tail) => {
  await appendFile(await three(), tail)
  const log = await openIngestLog(folder)
  expect(log.droppedBytes).toBe(Buffer.byteLength(tail))
  expect(log.end()).toBe(3)
  expect(await log.append([record(3)])).toBe(3)
  expect(numbers(await log.read(0, 10))).toEqual([0, 1, 2, 3])
  await log.close()
})

test('whole records beyond the acknowledged ones are kept', async () => {
  await appendFile(await three(), `${withCheck('{"n":3}', 3)}\n`)
  const log = await openIngestLog(folder)
  expect(numbers(await log.read(0, 10))).toEqual([0, 1, 2, 3])
  await log.close()
})

test.each([
  ['cut in its middle', (bytes: Buffer) => bytes.subarray(0, bytes.length - 4), 2],
  ['cut between two records', (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf(10, -2) + 1), 2],
  ['empty', () => Buffer.alloc(0), 0],
  [
    'with another digit',
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"n":1', '"n":7'), 'latin1'),
    1,
  ],
  ['with two records in one', (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('\n', ' '), 'latin1'), 0],
])('an acknowledged record is never cut off: a segment %s is refused, and left as it is', async (_, damage, record) => {
  const path = await three()
  const damaged = damage(await readFile(path))
  await writeFile(path, damaged)
  await expect(openIngestLog(folder)).rejects.toThrow(`${path}, record ${record} at byte`)
  expect((await readFile(path)).equals(damaged)).toBe(true)
})

test('without what tells the acknowledged number a sound log opens, a damaged one does not', async () => {
  const path = await three()
  await rm(join(folder, 'acknowledged'))
  const log = await openIngestLog(folder)
  expect(log.end()).toBe(3)
  await log.close()
  await writeFile(join(folder, 'acknowledged'), '000000000000099\t00000000')
  await appendFile(path, 'torn')
  await expect(openIngestLog(folder)).rejects.toThrow('nothing tells what was acknowledged')
})

test('damage in an older segment is found when it is read, by file and record', async () => {
  const log = await openIngestLog(folder, { segmentBytes: 2_000 })
  for (let n = 0; n < 300; n += 20) await log.append(range(n, n + 20).map(record))
  await log.close()
  const [first, second] = (await readdir(folder))
    .filter((name) => name.endsWith('.records'))
    .map((name) => join(folder, name))
  await truncate(first!, 500)
  await truncate(second!, 500)
  const again = await openIngestLog(folder, { segmentBytes: 2_000 })
  await expect(again.read(0, 10)).rejects.toThrow(first)
  await expect(again.read(Number.parseInt(basename(second!), 10), 10)).rejects.toThrow(second)
  expect(numbers(await again.read(290, 5))).toEqual(range(290, 295))
  await again.close()
})

test('a log of an older version, without checks, goes on in a segment of its own', async () => {
  const old = join(folder, '000000000000000.ndjson')
  await writeFile(old, `${range(0, 3).map(record).join('\n')}\n{"n":`)
  let log = await openIngestLog(folder)
  expect(log.end()).toBe(3)
  expect(await log.append([record(3)])).toBe(3)
  await log.close()
  log = await openIngestLog(folder)
  expect(numbers([...(await log.read(0, 10)), ...(await log.read(3, 10))])).toEqual([0, 1, 2, 3])
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
