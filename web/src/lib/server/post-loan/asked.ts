import { addDays, addMonths, monthStart, type Period } from '@mingjing/sql/indicators/period.ts'
import { type PostLoanList, postLoanLists } from '@mingjing/sql/queries/post-loan-rows.ts'

export const spans = ['30d', '90d', '180d', 'year'] as const
export type Span = (typeof spans)[number]
const cells = ['stage', 'nextStage', 'month', 'hour'] as const
const servedBy: Record<PostLoanList, readonly (typeof cells)[number][]> = {
  stages: ['stage'],
  moves: ['stage', 'nextStage', 'month'],
  entered: ['stage'],
  'not-recovered': ['stage'],
  calls: ['hour'],
  'outside-hours': ['hour'],
  'too-often': [],
}
const products = ['car', 'home', 'consumption'] as const

export interface Asked {
  span: Span
  /** Days of the bank, `to` excluded; and the whole months they touch. */
  period: Period
  months: Period
  product: string | null
  /** The list opened, and the cell it was opened from. */
  list: PostLoanList | null
  cell: Partial<Record<(typeof cells)[number], string>>
}

/** What the address asks for; what it does not say, or says wrongly, is the default. `today` is `YYYY-MM-DD`. */
export const askedOf = (searchParams: URLSearchParams, today: string): Asked => {
  const span = spans.find((each) => each === searchParams.get('span')) ?? '90d'
  const to = addDays(today, 1)
  const from = span === 'year' ? addMonths(to, -12) : addDays(to, -Number.parseInt(span, 10))
  const list = postLoanLists.find((each) => each === searchParams.get('list')) ?? null
  const cell: Asked['cell'] = {}
  for (const name of list === null ? [] : servedBy[list]) {
    const value = searchParams.get(name)
    if (value !== null && /^[\w-]{0,10}$/.test(value)) cell[name] = value
  }
  return {
    span,
    period: { from, to },
    months: { from: monthStart(from), to: addMonths(monthStart(today), 1) },
    product: products.find((each) => each === searchParams.get('product')) ?? null,
    list,
    cell,
  }
}
