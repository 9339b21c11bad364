import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type IngestLog, openIngestLog } from '../ingest/log.ts'
import { logReader } from './ingest-log.ts'
import { createLane, handOver, hasRoom, restart, take } from './kafka-lane.ts'

const waitMs = 0
let folder: string
let log: IngestLog
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mingjing-readers-'))
  log = await openIngestLog(folder)
})
afterEach(async () => {
  await log.close()
  await rm(folder, { recursive: true, force: true })
})

test('a log that ends before what was read is refused, or new records would be taken for old ones', async () => {
  await log.append(['1', '2', '3'])
  expect(() => logReader(log, 4)).toThrow('ends at record 3, but 4 were read')
  await expect(logReader(log, 1).read({ max: 10, before: 4, waitMs })).rejects.toThrow('ends at record 3')
  expect((await logReader(log, 1).read({ max: 10, before: 3, waitMs })).records.map(({ text }) => text)).toEqual([
    '2',
    '3',
  ])
})

test('long records make a short block of the ingest log', async () => {
  const long = JSON.stringify('x'.repeat(1 << 20))
  for (let n = 0; n < 40; n++) await log.append([long])
  const reader = logReader(log, 0)
  const first = await reader.read({ max: 20_000, waitMs })
  expect(first.next).toBeGreaterThan(20)
  expect(first.next).toBeLessThan(40)
  expect((await reader.read({ max: 20_000, waitMs })).next).toBe(40)
})

test('long records make a short block of a topic, and keep more from being fetched', () => {
  const lane = createLane()
  restart(lane, 0)
  const text = 'x'.repeat(1 << 20)
  const batch = (from: number, count: number) => ({
    records: Array.from({ length: count }, (_, i) => ({ offset: from + i, text })),
    next: from + count,
  })
  handOver(lane, batch(0, 40), 100)
  expect(hasRoom(lane)).toBe(true)
  handOver(lane, batch(40, 40), 100)
  expect(hasRoom(lane)).toBe(false)
  expect(take(lane, 20_000, Number.POSITIVE_INFINITY).next).toBe(32)
  expect(hasRoom(lane)).toBe(true)
  expect(take(lane, 20_000, 40)).toMatchObject({ next: 40, records: { length: 8 } })
  expect(take(lane, 2, Number.POSITIVE_INFINITY).next).toBe(42)
  expect(take(lane, 20_000, Number.POSITIVE_INFINITY).next).toBe(74)
  expect(take(lane, 20_000, Number.POSITIVE_INFINITY).next).toBe(80)
  expect(lane.chars).toBe(0)
})
