import { expect, test } from 'vitest'
import { createSeen, forget, recall, remember } from './seen.ts'

const minute = 60_000
const limits = { horizon: 10 * minute, mostIds: 100 }

test('a fact is seen within the horizon, and beyond it state cannot tell', () => {
  const seen = createSeen()
  const time = 1000 * minute
  expect(recall(seen, 'a', time)).toBe('new')
  remember(seen, 'a', time)
  expect(recall(seen, 'a', time)).toBe('seen')
  forget(seen, time + 10 * minute, limits)
  expect(recall(seen, 'a', time)).toBe('seen')
  forget(seen, time + 11 * minute, limits)
  expect(recall(seen, 'a', time)).toBe('beyond')
  expect(recall(seen, 'b', time + minute)).toBe('new')
})

test('what lies below the floor is not remembered', () => {
  const seen = createSeen()
  forget(seen, 1000 * minute, limits)
  remember(seen, 'old', 900 * minute)
  expect(seen.times.size).toBe(0)
  expect(recall(seen, 'old', 900 * minute)).toBe('beyond')
})

test('too many facts shorten the horizon, oldest minutes first', () => {
  const seen = createSeen()
  for (let n = 0; n < 150; n++) remember(seen, `f${n}`, (1000 + Math.floor(n / 30)) * minute)
  forget(seen, 1004 * minute, limits)
  expect(seen.times.size).toBe(90)
  expect(seen.floor).toBe(1002 * minute)
  expect(recall(seen, 'f0', 1000 * minute)).toBe('beyond')
  expect(recall(seen, 'f149', 1004 * minute)).toBe('seen')
})

test('the floor never goes back', () => {
  const seen = createSeen()
  forget(seen, 1000 * minute, limits)
  const { floor } = seen
  forget(seen, 500 * minute, limits)
  expect(seen.floor).toBe(floor)
})

test('the oldest minutes go first, in whatever order they came, and no more of them than must', () => {
  const seen = createSeen()
  for (const [n, minutes] of [1004, 1002, 1000, 1001].entries())
    for (let i = 0; i < 30; i++) remember(seen, `${n}.${i}`, minutes * minute)
  for (let i = 0; i < 10; i++) remember(seen, `last.${i}`, 1003 * minute)
  forget(seen, 1004 * minute, limits)
  expect([seen.floor, seen.times.size]).toEqual([1001 * minute, 100])
  forget(seen, 1004 * minute, limits)
  expect(seen.floor).toBe(1001 * minute)
})
