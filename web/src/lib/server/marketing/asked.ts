import {
  conversionWindows,
  defaultWindow,
  type ListOf,
  listConditions,
} from '@mingjing/sql/indicators/campaign-customers.ts'
import { addDays, addMonths, isDay, monthStart, type Period } from '@mingjing/sql/indicators/period.ts'

/** The spans offered, relative to the day the numbers reach. */
export const spans = ['30d', '90d', 'month', 'month-before', 'year'] as const
export type Span = (typeof spans)[number] | 'dates'

/** What a row can be narrowed to besides its unit. */
export const narrowings = ['campaign', 'product', 'channel', 'segment', 'actor'] as const
export type Narrowing = (typeof narrowings)[number]
export const breakdowns = ['unit', 'channel', 'segment', 'actor', 'product'] as const
export type Breakdown = (typeof breakdowns)[number]

export interface Asked {
  span: Span
  /** Days of the bank, `to` excluded. */
  period: Period
  window: number
  by: Breakdown
  filters: Partial<Record<Narrowing, string>>
  /** The list opened, if one is. */
  who: ListOf | null
}

const longest = 512

/** What the address asks for; what it does not say, or says wrongly, is the default. `today` is `YYYY-MM-DD`. */
export const askedOf = (searchParams: URLSearchParams, today: string): Asked => {
  const one = <T, D>(allowed: readonly T[], name: string, otherwise: D): T | D =>
    allowed.find((each) => String(each) === searchParams.get(name)) ?? otherwise
  const [from, last] = [searchParams.get('from') ?? '', searchParams.get('to') ?? '']
  const dates = isDay(from) && isDay(last) && from <= last && from >= '2000-01-01' && last < '2100-01-01'
  const span = dates ? 'dates' : one(spans, 'span', '30d')
  const filters: Asked['filters'] = {}
  for (const name of narrowings) {
    const value = searchParams.get(name)
    if (value !== null && value.length <= longest) filters[name] = value
  }
  return {
    span,
    period: span === 'dates' ? { from, to: addDays(last, 1) } : periodOf(span, today),
    window: one(conversionWindows, 'window', defaultWindow),
    by: one(breakdowns, 'by', 'unit'),
    filters,
    who: one(Object.keys(listConditions) as ListOf[], 'who', null),
  }
}

const periodOf = (span: (typeof spans)[number], today: string): Period => {
  const tomorrow = addDays(today, 1)
  const thisMonth = monthStart(today)
  switch (span) {
    case '30d':
      return { from: addDays(tomorrow, -30), to: tomorrow }
    case '90d':
      return { from: addDays(tomorrow, -90), to: tomorrow }
    case 'month':
      return { from: thisMonth, to: tomorrow }
    case 'month-before':
      return { from: addMonths(thisMonth, -1), to: thisMonth }
    case 'year':
      return { from: addMonths(tomorrow, -12), to: tomorrow }
  }
}
