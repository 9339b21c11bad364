import { type CockpitGroup, cockpitSections } from '@mingjing/sql/indicators/indicator.ts'
import { addDays, addMonths, type Comparison, monthStart, type Period } from '@mingjing/sql/indicators/period.ts'

/** The spans offered, relative to the day the numbers reach. */
export const spans = ['month', 'today', '7d', 'month-before'] as const
export type Span = (typeof spans)[number]
export const sorts = ['section', 'gap', 'change'] as const
export type Sort = (typeof sorts)[number]

export interface Asked {
  group: CockpitGroup
  span: Span
  /** Days of the bank, `to` excluded. */
  period: Period
  compare: Comparison | undefined
  sort: Sort
  /** Words an indicator's name or definition must have. */
  search: string
  /** The indicator opened, and whether its events are listed. */
  indicator: string | null
  rows: boolean
}

const longestSearch = 100

/** What the address asks for; what it does not say, or says wrongly, is the default. `today` is `YYYY-MM-DD`. */
export const askedOf = (searchParams: URLSearchParams, today: string): Asked => {
  const one = <T extends string>(allowed: readonly T[], name: string, otherwise: T): T =>
    allowed.find((each) => each === searchParams.get(name)) ?? otherwise
  const span = one(spans, 'span', 'month')
  const compare = one(
    ['previous', 'month-before', 'year-before', 'off'],
    'compare',
    span.startsWith('month') ? 'month-before' : 'previous',
  )
  const indicator = searchParams.get('i')
  return {
    group: one(Object.keys(cockpitSections) as CockpitGroup[], 'group', 'appointments'),
    span,
    period: periodOf(span, today),
    compare: compare === 'off' ? undefined : (compare as Comparison),
    sort: one(sorts, 'sort', 'section'),
    search: (searchParams.get('q') ?? '').trim().slice(0, longestSearch),
    indicator: indicator !== null && /^[a-z.-]{1,60}$/.test(indicator) ? indicator : null,
    rows: searchParams.has('rows'),
  }
}

const periodOf = (span: Span, today: string): Period => {
  const tomorrow = addDays(today, 1)
  const month = monthStart(today)
  switch (span) {
    case 'month':
      return { from: month, to: tomorrow }
    case 'month-before':
      return { from: addMonths(month, -1), to: month }
    case 'today':
      return { from: today, to: tomorrow }
    case '7d':
      return { from: addDays(tomorrow, -7), to: tomorrow }
  }
}
