import type { AlertCondition } from '@mingjing/sql/postgres/alert-tables.ts'
import type { FigureUnit } from '#lib/figure/view.ts'

/** What people type a bound in. */
export type BoundUnit = 'yuan' | 'percent' | 'minutes' | 'seconds' | null

export const boundUnit = (condition: AlertCondition, unit: FigureUnit): BoundUnit => {
  if (condition !== 'below' && condition !== 'above') return 'percent'
  const units: Partial<Record<FigureUnit, BoundUnit>> = { fen: 'yuan', share: 'percent', s: 'minutes', ms: 'seconds' }
  return units[unit] ?? null
}

const factors = { yuan: 100, percent: 0.01, minutes: 60, seconds: 1000 } as const

/** A typed bound in the unit it is kept in, money in whole fen; NaN for what is no number. */
export const keptBound = (typed: string, unit: BoundUnit): number => {
  const text = typed.trim().replaceAll(',', '')
  const number = text === '' ? Number.NaN : Number(text)
  if (unit === null) return number
  // Shares are doubles: 12 digits survive the way there and back.
  const kept = Number((number * factors[unit]).toPrecision(12))
  return unit === 'yuan' ? Math.round(kept) : kept
}
