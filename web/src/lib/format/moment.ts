import { type Language, nothing } from './language.ts'

/** The bank's own time zone; every screen shows times in it and says so. */
export const bankTimeZone = 'Asia/Shanghai'

type Moment = Date | string | number | null | undefined

const made = new Map<string, Intl.DateTimeFormat>()
/** Formatters are kept: making one costs more than a thousand uses, and a queue row uses two. */
const formatter = (language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = language + JSON.stringify(options)
  const found = made.get(key)
  if (found) return found
  const fresh = new Intl.DateTimeFormat(language, { timeZone: bankTimeZone, hourCycle: 'h23', ...options })
  made.set(key, fresh)
  return fresh
}

const valid = (moment: Moment): Date | null => {
  if (moment === null || moment === undefined) return null
  const date = moment instanceof Date ? moment : new Date(moment)
  return Number.isNaN(date.getTime()) ? null : date
}

const shape =
  (options: Intl.DateTimeFormatOptions) =>
  (moment: Moment, language: Language): string => {
    const date = valid(moment)
    // English puts a comma between day and clock, which in a column of moments is noise.
    return date
      ? formatter(language, options)
          .format(date)
          .replace(/(\d\d?\/\d\d?(?:\/\d{4})?), /, '$1 ')
      : nothing
  }

/** `2026/11/21` or `Nov 21, 2026`. */
export const day = shape({ year: 'numeric', month: 'short', day: 'numeric' })
/** `11月21日` or `Nov 21`. */
export const shortDay = shape({ month: 'short', day: 'numeric' })
/** `2026年11月` or `Nov 2026`. */
export const month = shape({ year: 'numeric', month: 'short' })
/** `09:05`. */
export const clock = shape({ hour: '2-digit', minute: '2-digit' })
/** `09:05:07`. */
export const preciseClock = shape({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
/** `周一` or `Mon`. */
export const weekday = shape({ weekday: 'short' })
/** `11/21 09:05`, the queue's and the timeline's form. */
export const dayAndClock = shape({ month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' })
/** Full moment to the second, for tooltips and records. */
export const fullMoment = shape({
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** `2026-11-21` in the bank's zone: the key of a day in URLs and queries. */
export const dayKey = (moment: Moment): string => {
  const date = valid(moment)
  return date ? formatter('en-CA' as Language, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(date) : ''
}

/** Start of a bank day `YYYY-MM-DD` as epoch milliseconds. China has kept UTC+8 without summer time since 1992. */
export const startOfDay = (key: string): number => Date.parse(`${key}T00:00:00+08:00`)
