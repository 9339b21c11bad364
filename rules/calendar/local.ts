import { firstYear, isWithinContract, lastYear } from '../events/moment.ts'
import type { Calendar } from './compile.ts'
import { offsetAt, weekdayOf } from './zone.ts'

const dayMs = 86_400_000

/** Local clock reading as if it were UTC, or null where the calendar ends: moments outside the contract's years. */
export const localMs = (calendar: Calendar, ms: number): number | null =>
  isWithinContract(ms) ? ms + offsetAt(calendar.offsets, ms) : null

/** Local day counted from 1970-01-01, or null. */
export const localDay = (calendar: Calendar, ms: number): number | null => {
  const local = localMs(calendar, ms)
  return local === null ? null : Math.floor(local / dayMs)
}

/** Hour of the local day, 0 … 23, or null. */
export const localHour = (calendar: Calendar, ms: number): number | null => {
  const local = localMs(calendar, ms)
  return local === null ? null : Math.floor(local / 3_600_000) % 24
}

/** Monday 1 … Sunday 7, or null. */
export const localWeekday = (calendar: Calendar, ms: number): number | null => {
  const day = localDay(calendar, ms)
  return day === null ? null : weekdayOf(day)
}

/** How many working days there are up to and including a local day of the compiled years. */
export const workdaysThrough = (calendar: Calendar, day: number): number =>
  day < calendar.firstDay ? 0 : (calendar.through[day - calendar.firstDay] as number)

/** Whether the local day is a working day, or null. */
export const isWorkday = (calendar: Calendar, ms: number): boolean | null => {
  const day = localDay(calendar, ms)
  return day === null ? null : workdaysThrough(calendar, day) > workdaysThrough(calendar, day - 1)
}

/** Whether it is within working hours, the opening moment included and the closing one not, or null. */
export const isWorkingTime = (calendar: Calendar, ms: number): boolean | null => {
  const local = localMs(calendar, ms)
  if (local === null) return null
  const since = local - Math.floor(local / dayMs) * dayMs - calendar.opensAt
  return since >= 0 && since < calendar.lengthMs && isWorkday(calendar, ms) === true
}

/** Whether a year has no holiday table yet, so that its working days are only presumed. */
export const isProvisional = ({ definition }: Calendar, year: number): boolean =>
  definition.years !== undefined && !(year in definition.years) && year >= firstYear && year <= lastYear
