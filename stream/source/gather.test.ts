import { expect, test } from 'vitest'
import { gather } from './gather.ts'
import type { Batch, Reader } from './source.ts'

const records = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ offset: from + n, text: String(from + n) }))
/** Longer than the test may take. */
const veryLong = 600_000
const { signal } = new AbortController()

const readerOf = (backlog: number, more: Batch): Reader => ({
  read: async () => more,
  position: () => more.next,
  caughtUp: async () => backlog === 0,
  backlog: () => backlog,
  done: () => {},
})

test.each([
  ['a backlog', 7, 1],
  ['a full batch', 0, 1_000],
  ['an idle moment', 0, 0],
])('%s is not held up', async (_, backlog, count) => {
  const first = { records: records(0, count), next: count }
  expect(await gather(readerOf(backlog, first), first, veryLong, signal)).toBe(first)
})

test('what comes meanwhile goes along, in order and with the holes of the log', async () => {
  let backlog = 0
  const more = { records: records(3, 2), next: 6 }
  const reader = { ...readerOf(0, more), backlog: () => backlog }
  const gathering = gather(reader, { records: records(0, 2), next: 2 }, 20, signal)
  backlog = 2
  const { records: all, next } = await gathering
  expect(all.map(({ offset }) => offset)).toEqual([0, 1, 3, 4])
  expect(next).toBe(6)
})
