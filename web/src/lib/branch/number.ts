import type { FigureValue, FigureView } from '#lib/figure/view.ts'
import type { Outcome } from '#lib/tile/outcome.ts'

/** An indicator of the cockpit for one unit and period. */
export interface CockpitNumber {
  id: string
  section: string
  /** Children add up to it. */
  additive: boolean
  /** Its rows can be listed, and as many of them as the number says. */
  listed: boolean
  /** A share of things counted, so that its denominator says how much it rests on. */
  sampled: boolean
  counted: boolean
  figure: Outcome<FigureView>
  /** Due by the end of the period, in the unit of the indicator. */
  goal: number | null
  /** As a share of the goal; below zero is behind. */
  gap: number | null
}

/** Nearer to the goal than that it is met: it would be written as 0.0 % behind. */
export const isBehind = (gap: number | null): boolean => gap !== null && gap < -0.0005

/** The same number of a unit one level below, or what is the unit's own and of none below it. */
export interface Child extends FigureValue {
  unit: string
  own: boolean
  before: number | null
  goal: number | null
  gap: number | null
}
