import { isWithinContract } from '../events/moment.ts'
import { type Calendar, startOf } from './compile.ts'
import { isWorkingTime, localDay, workdaysThrough } from './local.ts'

/** Opening of the n-th working day after the local day of `ms`, or null beyond the contract's years. `n` is 1 or more. */
export const openingAfter = (calendar: Calendar, ms: number, n: number): number | null => {
  const today = localDay(calendar, ms)
  if (today === null || n < 1) return null
  const day = calendar.workdays[workdaysThrough(calendar, today) + n - 1]
  if (day === undefined) return null
  const opening = startOf(calendar, day)
  return isWithinContract(opening) ? opening : null
}

/** The moment itself when it is working time, else the next opening; null beyond the contract's years. */
export const nextWorkingMoment = (calendar: Calendar, ms: number): number | null => {
  const today = localDay(calendar, ms)
  if (today === null) return null
  if (isWorkingTime(calendar, ms)) return ms
  const opensToday = workdaysThrough(calendar, today) > workdaysThrough(calendar, today - 1)
  return opensToday && ms < startOf(calendar, today) ? startOf(calendar, today) : openingAfter(calendar, ms, 1)
}
