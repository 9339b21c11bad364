import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMoment, parseMoment } from '../events/moment.ts'
import type { Calendar } from './compile.ts'
import { isWorkday, isWorkingTime } from './local.ts'
import { calendarNamed } from './named.ts'
import { addTime, addWorking, subtractWorking, type WorkingSpan, workingMsBetween } from './working.ts'

const named = (name: string): Calendar => {
  const calendar = calendarNamed(name)
  if (!calendar) throw new Error(name)
  return calendar
}
const bank = named('cn-bank')
const hour = 3_600_000
const beijing = (text: string) => parseMoment(`${text}:00+08:00`) as number
const shown = (ms: number | null) =>
  ms === null
    ? null
    : formatMoment(ms + 8 * hour)
        .slice(0, 16)
        .replace('T', ' ')

describe('working days: the opening day does not count, the period ends at close of business', () => {
  test.each<[string, number, string]>([
    ['2026-03-02T10:00', 1, '2026-03-03 17:30'], // Monday
    ['2026-03-02T00:00', 3, '2026-03-05 17:30'],
    ['2026-03-06T20:00', 1, '2026-03-09 17:30'], // Friday, after closing
    ['2026-03-07T10:00', 1, '2026-03-09 17:30'], // Saturday
    ['2026-09-30T10:00', 1, '2026-10-08 17:30'], // over National Day
    ['2026-10-08T10:00', 2, '2026-10-10 17:30'], // the Saturday worked in exchange
    ['2026-02-13T10:00', 2, '2026-02-24 17:30'], // Saturday 14 worked, then Spring Festival
    ['2025-12-31T09:00', 1, '2026-01-04 17:30'], // Sunday worked in exchange
  ])('%s + %iwd = %s', (from, workdays, due) => {
    expect(shown(addWorking(bank, beijing(from), { workdays }))).toBe(due)
  })
})

describe('working time', () => {
  test.each<[string, number, string]>([
    ['2026-03-02T09:00', 8.5, '2026-03-02 17:30'], // a whole day ends at its closing
    ['2026-03-02T08:00', 8, '2026-03-02 17:00'],
    ['2026-03-02T17:00', 1, '2026-03-03 09:30'],
    ['2026-03-02T12:30', 1, '2026-03-02 13:30'], // no lunch break
    ['2026-03-06T17:30', 8.5, '2026-03-09 17:30'],
    ['2026-03-07T12:00', 1, '2026-03-09 10:00'],
    ['2026-09-30T17:00', 9, '2026-10-08 17:30'],
  ])('%s + %dwh = %s', (from, hours, due) => {
    expect(shown(addWorking(bank, beijing(from), { workingMs: hours * hour }))).toBe(due)
  })

  test.each<[string, WorkingSpan, string]>([
    ['2026-03-05T17:30', { workingMs: 2 * hour }, '2026-03-05 15:30'],
    ['2026-03-05T17:30', { workingMs: 8.5 * hour }, '2026-03-05 09:00'],
    ['2026-03-09T10:00', { workingMs: 2 * hour }, '2026-03-06 16:30'],
    ['2026-03-09T17:30', { workdays: 1 }, '2026-03-06 17:30'],
    ['2026-10-08T17:30', { workdays: 1 }, '2026-09-30 17:30'],
  ])('%s − %o = %s', (due, span, at) => {
    expect(shown(subtractWorking(bank, beijing(due), span))).toBe(at)
  })

  test('thirty working minutes take the night between them', () => {
    expect(workingMsBetween(bank, beijing('2026-03-02T17:15'), beijing('2026-03-03T09:15'))).toBe(hour / 2)
    expect(workingMsBetween(bank, beijing('2026-03-03T09:15'), beijing('2026-03-02T17:15'))).toBe(-hour / 2)
  })
})

test('around the clock, working time is the wall clock', () => {
  const always = named('24x7')
  fc.assert(
    fc.property(
      fc.integer({ min: beijing('2000-01-05T00:00'), max: beijing('2099-01-01T00:00') }),
      fc.integer({ min: 1, max: 400 * 24 * hour }),
      (ms, span) => {
        expect(addWorking(always, ms, { workingMs: span })).toBe(ms + span)
        expect(addTime(always, ms, { ms: span })).toBe(ms + span)
        expect(isWorkingTime(always, ms)).toBe(true)
      },
    ),
  )
})

describe.each(['cn-bank', 'weekdays-amsterdam'])('%s against walking quarter hours', (name) => {
  const calendar = named(name)
  const quarter = hour / 4
  const moment = fc
    .integer({ min: beijing('2024-01-01T00:00') / quarter, max: beijing('2027-06-01T00:00') / quarter })
    .map((n) => n * quarter)

  /** Ends of the working quarter hours after `ms`. */
  const walk = (ms: number, quarters: number): number => {
    let at = ms
    for (let left = quarters; left > 0; at += quarter) if (isWorkingTime(calendar, at)) left--
    return at
  }

  test('adding and subtracting working time', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 200 }), (ms, quarters) => {
        const span = { workingMs: quarters * quarter }
        const due = addWorking(calendar, ms, span) as number
        expect(due).toBe(walk(ms, quarters))
        expect(workingMsBetween(calendar, ms, due)).toBe(span.workingMs)
        const start = subtractWorking(calendar, due, span) as number
        expect(workingMsBetween(calendar, start, due)).toBe(span.workingMs)
        expect(isWorkingTime(calendar, start)).toBe(true)
      }),
    )
  })

  test('counting working days', () => {
    const day = 24 * hour
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 30 }), (ms, workdays) => {
        let at = ms
        for (let left = workdays; left > 0; ) {
          at += day
          if (isWorkday(calendar, at)) left--
        }
        const due = addWorking(calendar, ms, { workdays }) as number
        expect(isWorkingTime(calendar, due - 1)).toBe(true)
        expect(isWorkingTime(calendar, due)).toBe(false)
        expect(Math.abs(due - at)).toBeLessThan(day)
      }),
    )
  })
})

test('beyond the years of the contract there is no answer', () => {
  expect(addWorking(bank, beijing('2100-12-31T10:00'), { workdays: 1 })).toBeNull()
  expect(addWorking(bank, beijing('1999-12-31T10:00'), { workdays: 1 })).toBeNull()
  expect(subtractWorking(bank, beijing('2000-01-03T10:00'), { workdays: 2 })).toBeNull()
  expect(addWorking(bank, beijing('2026-03-02T10:00'), { workdays: 0 })).toBeNull()
})
