import { earliest, isWithinContract } from '../events/moment.ts'
import { type Calendar, startOf } from './compile.ts'
import { localMs, workdaysThrough } from './local.ts'

const dayMs = 86_400_000

export type WorkingSpan = { readonly workdays: number } | { readonly workingMs: number }
export type Span = WorkingSpan | { readonly ms: number }

/** Working ms from the first compiled day up to a moment. */
const workedUntil = (calendar: Calendar, ms: number): number | null => {
  const local = localMs(calendar, ms)
  if (local === null) return null
  const day = Math.floor(local / dayMs)
  const before = workdaysThrough(calendar, day - 1)
  if (workdaysThrough(calendar, day) === before) return before * calendar.lengthMs
  const sinceOpening = local - day * dayMs - calendar.opensAt
  return before * calendar.lengthMs + Math.min(Math.max(sinceOpening, 0), calendar.lengthMs)
}

const opening = (calendar: Calendar, workday: number): number | null => {
  const day = calendar.workdays[workday]
  return day === undefined ? null : startOf(calendar, day)
}

const closing = (calendar: Calendar, workday: number): number | null => {
  const start = opening(calendar, workday)
  return start === null ? null : start + calendar.lengthMs
}

const withinContract = (ms: number | null): number | null => (ms !== null && isWithinContract(ms) ? ms : null)

/**
 * The moment a period that opens at `ms` ends, or null beyond the contract's years or for a span that is not positive.
 *
 * - `workdays`: the opening day does not count, whatever the hour and whether or not it is a working day; the period
 *   ends at close of business on the n-th working day after it (Civil Code of the PRC, Art. 201 and 203).
 * - `workingMs`: the earliest moment by which that much working time has passed, so a day's work from opening ends at
 *   that day's closing, not at the next opening.
 */
export const addWorking = (calendar: Calendar, ms: number, span: WorkingSpan): number | null => {
  const local = localMs(calendar, ms)
  if (local === null) return null
  if ('workdays' in span) {
    if (span.workdays < 1) return null
    return withinContract(closing(calendar, workdaysThrough(calendar, Math.floor(local / dayMs)) + span.workdays - 1))
  }
  if (span.workingMs < 1) return null
  const worked = (workedUntil(calendar, ms) as number) + span.workingMs
  const workday = Math.ceil(worked / calendar.lengthMs) - 1
  const start = opening(calendar, workday)
  return start === null ? null : withinContract(start + worked - workday * calendar.lengthMs)
}

/**
 * The moment a span before `ms`, for reminders, or null beyond the contract's years or for a span that is not positive.
 *
 * - `workdays`: close of business on the n-th working day before the day of `ms`.
 * - `workingMs`: the latest moment from which that much working time is left, so a day's work before closing is that
 *   day's opening, when people are there to be reminded.
 */
export const subtractWorking = (calendar: Calendar, ms: number, span: WorkingSpan): number | null => {
  const local = localMs(calendar, ms)
  if (local === null) return null
  if ('workdays' in span) {
    if (span.workdays < 1) return null
    return withinContract(closing(calendar, workdaysThrough(calendar, Math.floor(local / dayMs) - 1) - span.workdays))
  }
  if (span.workingMs < 1) return null
  const worked = (workedUntil(calendar, ms) as number) - span.workingMs
  if (worked < 0) return null
  const workday = Math.floor(worked / calendar.lengthMs)
  const start = opening(calendar, workday)
  return start === null ? null : withinContract(start + worked - workday * calendar.lengthMs)
}

/** {@link addWorking}, or by the wall clock. */
export const addTime = (calendar: Calendar, ms: number, span: Span): number | null =>
  'ms' in span ? withinContract(ms + span.ms) : addWorking(calendar, ms, span)

/** {@link subtractWorking}, or by the wall clock. */
export const subtractTime = (calendar: Calendar, ms: number, span: Span): number | null =>
  'ms' in span ? withinContract(ms - span.ms) : subtractWorking(calendar, ms, span)

/**
 * A reading of the clock that spans like this one are counted by; between two readings lies what a pause of a time limit
 * adds to it: wall ms, working ms, or working days. Of those a moment belongs to the one that closes at it or next after
 * it. Null beyond the contract's years.
 */
export const clockReading = (calendar: Calendar, ms: number, span: Span): number | null => {
  if (!isWithinContract(ms)) return null
  if ('ms' in span) return ms
  if ('workingMs' in span) return workedUntil(calendar, ms)
  return Math.floor((workedUntil(calendar, Math.max(ms - 1, earliest)) as number) / calendar.lengthMs)
}

/** A span longer by what {@link clockReading} counted. */
export const longer = (span: Span, by: number): Span => {
  if ('ms' in span) return { ms: span.ms + by }
  return 'workdays' in span ? { workdays: span.workdays + by } : { workingMs: span.workingMs + by }
}

/** Working ms between two moments, negative when they are the other way round; null beyond the contract's years. */
export const workingMsBetween = (calendar: Calendar, from: number, to: number): number | null => {
  const start = workedUntil(calendar, from)
  const end = workedUntil(calendar, to)
  return start === null || end === null ? null : end - start
}
