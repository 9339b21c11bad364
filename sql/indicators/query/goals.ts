import { goalBy } from '../../cockpit/goals-met.ts'
import type { Goal } from '../../goals/goals.ts'
import type { Indicator } from '../indicator.ts'
import type { Period } from '../period.ts'
import type { Row } from '../run.ts'
import { spansOf } from './grain.ts'

/** What a group is looked at within. */
export interface Looked {
  readonly unit: string
  readonly product: string | null
  readonly period: Period
  /** Parts of the ids of the units asked for. */
  readonly depth: number
}

/**
 * The goal of a group, in the unit of the indicator: of its own unit, product and month where it is by them, else of
 * those looked at. What is booked at a unit above the level asked for has none, for that unit's goal is of all below it.
 */
export const goalOfGroup = (set: readonly Goal[], entry: Indicator, key: Row['key'], looked: Looked): number | null => {
  if (key.unit !== undefined && key.unit.split('-').length < looked.depth) return null
  const period =
    key.month === undefined ? looked.period : spansOf('month', looked.period).find((span) => span.key === key.month)
  if (period === undefined) return null
  return goalBy(set, entry, key.unit ?? looked.unit, period, key.product ?? looked.product)
}
