import { chinesePublicHolidays } from '@mingjing/rules/calendar/china.ts'
import { expect, test } from 'vitest'
import { plainDays } from './plain-days.ts'

const days = plainDays(chinesePublicHolidays)
const at = (text: string) => Date.parse(`${text}:00+08:00`)
const hour = 3_600_000

test('Spring Festival and the days worked for it', () => {
  // Saturday 14 February 2026 is worked, 15 to 23 are off, and Saturday 28 is worked again.
  expect(days.shift(at('2026-02-13T12:00'), { workdays: 2 }, 'on')).toBe(at('2026-02-24T17:30'))
  expect(days.shift(at('2026-02-14T17:00'), { workingMs: hour }, 'on')).toBe(at('2026-02-24T09:30'))
  expect(days.shift(at('2026-03-02T10:00'), { workdays: 1 }, 'back')).toBe(at('2026-02-28T17:30'))
  expect(days.between(at('2026-02-13T12:00'), at('2026-02-24T10:00'), { workingMs: 1 })).toBe((5.5 + 8.5 + 1) * hour)
})

test('a leap day, and a year without a table, that goes by weekends', () => {
  expect(days.shift(at('2028-02-28T12:00'), { workdays: 2 }, 'on')).toBe(at('2028-03-01T17:30'))
  expect(days.shift(at('2027-12-31T17:00'), { workingMs: hour }, 'on')).toBe(at('2028-01-03T09:30'))
  expect(days.between(at('2028-02-28T18:00'), at('2028-02-29T09:00'), { workdays: 1 })).toBe(0)
  expect(days.between(at('2028-02-28T09:00'), at('2028-02-29T18:00'), { workdays: 1 })).toBe(2)
})
