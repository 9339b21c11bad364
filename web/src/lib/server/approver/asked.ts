import { addDays, dayOf, type Period } from '@mingjing/sql/indicators/period.ts'

/** Spans a page of approvers offers, days. */
export const spans = [7, 30, 90] as const

/** The last days up to and including the one of `asOf` (epoch ms), as many as the URL asks for. */
export const spanOf = (url: URL, asOf: number): { days: (typeof spans)[number]; period: Period } => {
  const days = spans.find((each) => String(each) === url.searchParams.get('days')) ?? 30
  const to = addDays(dayOf(asOf), 1)
  return { days, period: { from: addDays(to, -days), to } }
}
