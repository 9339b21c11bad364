/**
 * Moments are whole epoch milliseconds. The contract accepts 2000 … 2100: calendars are compiled for exactly those
 * years, so working time is defined for every moment an event can carry.
 */
export const firstYear = 2000
export const lastYear = 2100

const dayMs = 86_400_000

/** Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, `days_from_civil`). */
export const daysFromCivil = (year: number, month: number, day: number): number => {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

export const earliest = daysFromCivil(firstYear, 1, 1) * dayMs
/** First millisecond no longer accepted. */
export const beyond = daysFromCivil(lastYear + 1, 1, 1) * dayMs

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const lengthOfMonth = (year: number, month: number) => (month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0))

/** The number written by `count` digits at `from`, or NaN. */
const digits = (text: string, from: number, count: number): number => {
  let n = 0
  for (let i = from; i < from + count; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    n = n * 10 + digit
  }
  return n
}

/**
 * Epoch milliseconds of an RFC 3339 moment with offset (`2026-03-01T09:00:00.123+08:00`), or null when it is not one.
 * Digits beyond the millisecond are cut off; leap seconds (`:60`) are refused, since epoch time has none.
 */
export const parseMoment = (text: string): number | null => {
  const length = text.length
  if (length < 20 || length > 40) return null
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  const second = digits(text, 17, 2)
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return null
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= lengthOfMonth(year, month))) return null
  if (!(year >= 0 && hour <= 23 && minute <= 59 && second <= 59)) return null

  let at = 19
  let millisecond = 0
  if (text[at] === '.') {
    const start = ++at
    while (at < length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++
    const count = at - start
    if (count < 1 || count > 9) return null
    const kept = Math.min(count, 3)
    millisecond = digits(text, start, kept) * 10 ** (3 - kept)
  }

  let offsetMinutes = 0
  const zone = text[at]
  if (zone === 'Z') {
    if (at + 1 !== length) return null
  } else if (zone === '+' || zone === '-') {
    const hours = digits(text, at + 1, 2)
    const minutes = digits(text, at + 4, 2)
    if (at + 6 !== length || text[at + 3] !== ':' || !(hours <= 23 && minutes <= 59)) return null
    offsetMinutes = (zone === '-' ? -1 : 1) * (hours * 60 + minutes)
  } else return null

  const clock = ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + millisecond
  return daysFromCivil(year, month, day) * dayMs + clock
}

/** Whether a moment lies in the years the contract accepts. */
export const isWithinContract = (ms: number): boolean => ms >= earliest && ms < beyond

/** RFC 3339 in UTC with milliseconds. */
export const formatMoment = (ms: number): string => new Date(ms).toISOString()
