import { expect, test } from 'vitest'
import { turns } from './turns.ts'

test('so many turns for each and in all, and again after the span', () => {
  const take = turns({ each: 2, inAll: 3, spanMs: 60_000 })
  expect([take('a', 0), take('a', 1_000), take('a', 2_000)]).toEqual([0, 0, 58])
  expect([take('b', 3_000), take('b', 4_000), take('c', 5_000)]).toEqual([0, 56, 55])
  expect([take('a', 60_000), take('c', 60_000)]).toEqual([0, 0])
})
