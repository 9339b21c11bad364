import { expect, test } from 'vitest'
import { byDay } from './days.ts'

test('a day is the bank’s: midnight in Shanghai parts two rows that UTC would keep together', () => {
  const before = { at: Date.parse('2026-03-02T15:59:59Z') }
  const after = { at: Date.parse('2026-03-02T16:00:00Z') }
  expect(byDay([after, before, before])).toEqual([
    { day: '2026-03-03', rows: [after] },
    { day: '2026-03-02', rows: [before, before] },
  ])
  expect(byDay([])).toEqual([])
})
