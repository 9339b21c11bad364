import { expect, test } from 'vitest'
import { backoffMs, mostAttempts } from './outbox.ts'

const hour = 3_600_000

test('a message is tried for a day and a half, soon at first, then every six hours', () => {
  const waits = Array.from({ length: mostAttempts - 1 }, (_, index) => backoffMs(index + 1))
  expect(waits.slice(0, 3)).toEqual([30_000, 60_000, 120_000])
  expect(waits.at(-1)).toBe(6 * hour)
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / hour
  expect(hours).toBeGreaterThan(36)
  expect(hours).toBeLessThan(42)
})
