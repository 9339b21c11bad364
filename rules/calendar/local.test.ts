import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMoment } from '../events/moment.ts'
import type { Calendar } from './compile.ts'
import { compileCalendar } from './compile.ts'
import { isProvisional, isWorkday, isWorkingTime, localHour, localWeekday } from './local.ts'
import { calendarDefinitions, calendarNamed } from './named.ts'

const beijing = (text: string) => parseMoment(`${text}:00+08:00`) as number

describe.each(calendarDefinitions.map((definition) => [definition.name, definition.zone.name]))('%s', (name, zone) => {
  // Up to 2037: where the 32-bit tables of time-zone databases end.
  test(`local time is that of ${zone}`, () => {
    const calendar = calendarNamed(name) as Calendar
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hour: 'numeric',
      hourCycle: 'h23',
      weekday: 'short',
    })
    const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2037, 0, 1) }), (ms) => {
        const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]))
        expect(localHour(calendar, ms)).toBe(Number(parts.hour))
        expect(localWeekday(calendar, ms)).toBe(weekdays.indexOf(parts.weekday ?? '') + 1)
      }),
      { numRuns: 2000 },
    )
  })
})

test('opening belongs to working time, closing does not', () => {
  const bank = calendarNamed('cn-bank') as Calendar
  expect(isWorkingTime(bank, beijing('2026-03-02T09:00'))).toBe(true)
  expect(isWorkingTime(bank, beijing('2026-03-02T09:00') - 1)).toBe(false)
  expect(isWorkingTime(bank, beijing('2026-03-02T17:30'))).toBe(false)
  expect(isWorkingTime(bank, beijing('2026-03-02T17:30') - 1)).toBe(true)
  expect(isWorkingTime(bank, beijing('2026-03-07T10:00'))).toBe(false)
})

test.each([
  // working days of each year as the State Council's notices leave them
  [2024, 251],
  [2025, 248],
  [2026, 248],
])('%i has %i banking days', (year, count) => {
  const bank = calendarNamed('cn-bank') as Calendar
  let workdays = 0
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000)
    if (isWorkday(bank, day)) workdays++
  expect(workdays).toBe(count)
})

test('a year without a table is provisional, but only in a calendar that has tables', () => {
  const bank = calendarNamed('cn-bank') as Calendar
  expect([2023, 2024, 2026, 2027].map((year) => isProvisional(bank, year))).toEqual([true, false, false, true])
  expect(isProvisional(calendarNamed('24x7') as Calendar, 2027)).toBe(false)
  expect(isWorkday(bank, beijing('2027-10-01T10:00'))).toBe(true)
})

test('a calendar whose working day would change its length is refused', () => {
  const [first] = calendarDefinitions
  if (!first) throw new Error('no calendar')
  const zone = { name: 'Europe/Amsterdam', standardMinutes: 60, summer: 'eu' } as const
  expect(() => compileCalendar({ ...first, week: [7], opens: '00:00', closes: '24:00', zone })).toThrow(/clocks change/)
  expect(() => compileCalendar({ ...first, opens: '9:00' })).toThrow(/not a time of day/)
  expect(() => compileCalendar({ ...first, opens: '18:00' })).toThrow(/closes before/)
})

test('outside the years of the contract there is no local time', () => {
  const bank = calendarNamed('cn-bank') as Calendar
  const before = Date.UTC(1999, 11, 31)
  expect([localHour, localWeekday, isWorkday, isWorkingTime].map((f) => f(bank, before))).toEqual([
    null,
    null,
    null,
    null,
  ])
})
