import { expect, test } from 'vitest'
import { calendarNamed } from './named.ts'
import { nextWorkingMoment, openingAfter } from './opening.ts'

const calendar = calendarNamed('cn-bank')!
const beijing = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+08:00`)
const said = (ms: number | null) =>
  ms === null ? null : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

// Working days last from 09:00 to 17:30; 2026-03-02 is a Monday, the National Day holiday is 2026-10-01 to 10-07.
test.each([
  ['within working hours', '2026-03-02 10:15', '2026-03-02 10:15'],
  ['before opening', '2026-03-02 07:00', '2026-03-02 09:00'],
  ['at closing', '2026-03-02 17:30', '2026-03-03 09:00'],
  ['on a Saturday', '2026-03-07 10:00', '2026-03-09 09:00'],
  ['in a holiday', '2026-10-03 10:00', '2026-10-08 09:00'],
])('a working moment %s', (_, from, to) => {
  expect(said(nextWorkingMoment(calendar, beijing(from)))).toBe(to)
})

test.each([
  ['the next day', '2026-03-02 10:00', 1, '2026-03-03 09:00'],
  ['of a Friday, over the weekend', '2026-03-06 20:00', 1, '2026-03-09 09:00'],
  ['three days on, from a Sunday', '2026-03-08 10:00', 3, '2026-03-11 09:00'],
  ['before the holiday', '2026-09-30 10:00', 3, '2026-10-10 09:00'],
])('the opening %s', (_, from, n, to) => {
  expect(said(openingAfter(calendar, beijing(from), n))).toBe(to)
})

test('beyond the years of the calendar there is none', () => {
  expect(openingAfter(calendar, Date.UTC(2300, 0, 1), 1)).toBeNull()
  expect(nextWorkingMoment(calendar, Date.UTC(2300, 0, 1))).toBeNull()
})
