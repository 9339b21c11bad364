import { expect, test } from 'vitest'
import { at } from '../test/warehouse.ts'
import { soonUntil } from './soon.ts'

// Working days last from 09:00 to 17:30; 2026-03-02 is a Monday.
test.each([
  ['in the morning, until closing', '2026-03-02 09:30', '2026-03-02 17:30'],
  ['in the afternoon, into the next day', '2026-03-02 15:30', '2026-03-03 15:00'],
  ['on a Friday afternoon, into Monday', '2026-03-06 16:30', '2026-03-09 16:00'],
  ['on a Sunday, into Monday', '2026-03-08 12:00', '2026-03-09 17:00'],
  ['before the National Day holiday, until after it', '2026-09-30 17:30', '2026-10-08 17:00'],
])('%s', (_, from, until) => {
  expect(soonUntil(at(from))).toBe(at(until))
})

test('beyond the years of the calendar nothing is about to run out', () => {
  expect(soonUntil(Date.UTC(2300, 0, 1))).toBe(Date.UTC(2300, 0, 1))
})
