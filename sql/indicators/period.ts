/** The bank's days begin at midnight in Shanghai, which keeps one offset all year. */
export const bankZone = 'Asia/Shanghai'
const offsetMs = 8 * 3_600_000
const dayMs = 86_400_000

/** Whole days of the bank, `to` excluded; both `YYYY-MM-DD`. */
export interface Period {
  readonly from: string
  readonly to: string
}

const shape = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** Whether a text is a day that exists. */
export const isDay = (text: string): boolean => shape.test(text) && dayOf(startOfDay(text)) === text

/** Epoch milliseconds at which a day of the bank begins. */
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) - offsetMs

/** The day of the bank a moment falls on. */
export const dayOf = (ms: number): string => new Date(ms + offsetMs).toISOString().slice(0, 10)

export const addDays = (day: string, days: number): string => dayOf(startOfDay(day) + days * dayMs)

/** Days in a period. */
export const lengthOf = (period: Period): number => (startOfDay(period.to) - startOfDay(period.from)) / dayMs

/** First day of the month of a day. */
export const monthStart = (day: string): string => `${day.slice(0, 7)}-01`

export const addMonths = (day: string, months: number): string => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return `${first.toISOString().slice(0, 8)}${String(Math.min(date, last)).padStart(2, '0')}`
}

/** The months a period touches, `YYYY-MM`. */
export const monthsOf = (period: Period): string[] => {
  const months: string[] = []
  for (let month = monthStart(period.from); month < period.to; month = addMonths(month, 1))
    months.push(month.slice(0, 7))
  return months
}

export type Comparison = 'previous' | 'month-before' | 'year-before'

/**
 * The period to compare with. `previous` has as many days and ends where this one begins; the others are the same days
 * of the month or year before, so that a month to date meets the same elapsed days.
 */
export const comparisonPeriod = (period: Period, kind: Comparison): Period => {
  if (kind === 'previous') return { from: addDays(period.from, -lengthOf(period)), to: period.from }
  const months = kind === 'month-before' ? -1 : -12
  const from = addMonths(period.from, months)
  const wholeMonths = period.from.endsWith('-01') && period.to.endsWith('-01')
  if (wholeMonths) return { from, to: addMonths(period.to, months) }
  // A shorter month must not lend days of the next one.
  const to = addDays(from, lengthOf(period))
  const end = addMonths(monthStart(from), monthsOf(period).length)
  return end < to ? { from, to: end } : { from, to }
}
