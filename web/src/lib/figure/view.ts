import type { Words } from '#lib/issue/view.ts'

export type FigureUnit = 'count' | 'fen' | 'share' | 's' | 'ms' | 'mean'

/** What the card of a number says. */
export interface IndicatorCard {
  id: string
  name: Words
  definition: Words
  formula: string
  unit: FigureUnit
  /** Unit of numerator and denominator of a share. */
  parts: FigureUnit
  owner: string
  better: 'more' | 'less' | 'neither'
  over: 'period' | 'now'
  goals: boolean
}

export interface FigureValue {
  value: number | null
  numerator?: number | null
  denominator?: number | null
  /** Of a difference of shares: what it is taken from, and the 95 % interval. */
  less?: { numerator: number; denominator: number }
  interval?: { low: number; high: number } | null
}

export interface FigureRow extends FigureValue {
  key: Partial<Record<string, string>>
}

/** A number of the catalogue with its break-down and what it compares with. Days are the bank's, `to` excluded. */
export interface FigureView {
  card: IndicatorCard
  period: { from: string; to: string }
  total: FigureValue
  rows: FigureRow[]
  comparison: { period: { from: string; to: string }; total: FigureValue; rows: FigureRow[] } | null
  asOf: number | null
}
