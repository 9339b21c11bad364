import type { Calendar } from '@mingjing/rules/calendar/compile.ts'
import { workdaysThrough } from '@mingjing/rules/calendar/local.ts'
import { calendarNamed } from '@mingjing/rules/calendar/named.ts'
import { addWorking, subtractWorking, type WorkingSpan } from '@mingjing/rules/calendar/working.ts'

/** The bank works by the same calendar the rules judge it by. */
const calendar = calendarNamed('cn-bank') as Calendar

/** Whether the bank works on that local day. */
export const isWorkday = (number: number): boolean =>
  workdaysThrough(calendar, number) > workdaysThrough(calendar, number - 1)

const known = (at: number | null): number => {
  if (at === null) throw new Error('the bank lives beyond its calendar')
  return Math.round(at)
}

/** `at` plus that much working time, milliseconds; begins at the next opening when `at` lies outside. */
export const afterWorking = (at: number, duration: number): number =>
  known(addWorking(calendar, Math.round(at), { workingMs: Math.max(1, Math.round(duration)) }))

/** When a period that opens at `at` is over, as rules count it. */
export const dueAfter = (at: number, span: WorkingSpan): number => known(addWorking(calendar, at, span))

/** The moment a span before a due time, as rules count it. */
export const remindBefore = (due: number, span: WorkingSpan): number => known(subtractWorking(calendar, due, span))

/** The working day that is `count` working days after `number`. */
export const workdayAfter = (number: number, count: number): number =>
  calendar.workdays[workdaysThrough(calendar, number) + count - 1] as number
