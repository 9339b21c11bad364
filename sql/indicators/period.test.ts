import { expect, test } from 'vitest'
import { addMonths, comparisonPeriod, dayOf, isDay, lengthOf, monthsOf, startOfDay } from './period.ts'

test('days begin at midnight in Shanghai', () => {
  expect(startOfDay('2026-03-02')).toBe(Date.UTC(2026, 2, 1, 16))
  expect(dayOf(Date.UTC(2026, 2, 1, 15, 59, 59, 999))).toBe('2026-03-01')
  expect(dayOf(Date.UTC(2026, 2, 1, 16))).toBe('2026-03-02')
})

test.each([
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-3-1', false],
  ['', false],
])('is %s a day: %s', (text, is) => expect(isDay(text)).toBe(is))

test('a period of months', () => {
  expect(monthsOf({ from: '2025-11-15', to: '2026-02-01' })).toEqual(['2025-11', '2025-12', '2026-01'])
  expect(lengthOf({ from: '2026-02-01', to: '2026-03-01' })).toBe(28)
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
})

test('a month to date is compared with the same elapsed days', () => {
  expect(comparisonPeriod({ from: '2026-03-01', to: '2026-03-11' }, 'month-before')).toEqual({
    from: '2026-02-01',
    to: '2026-02-11',
  })
  expect(comparisonPeriod({ from: '2026-03-01', to: '2026-03-31' }, 'month-before')).toEqual({
    from: '2026-02-01',
    to: '2026-03-01',
  })
  expect(comparisonPeriod({ from: '2026-03-01', to: '2026-04-01' }, 'month-before')).toEqual({
    from: '2026-02-01',
    to: '2026-03-01',
  })
  expect(comparisonPeriod({ from: '2026-03-02', to: '2026-03-09' }, 'previous')).toEqual({
    from: '2026-02-23',
    to: '2026-03-02',
  })
  expect(comparisonPeriod({ from: '2026-01-01', to: '2026-03-01' }, 'year-before')).toEqual({
    from: '2025-01-01',
    to: '2025-03-01',
  })
})
