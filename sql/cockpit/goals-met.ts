import { ancestors } from '@mingjing/rules/events/orgunit.ts'
import { type Goal, goalFor } from '../goals/goals.ts'
import type { Indicator } from '../indicators/indicator.ts'
import { addMonths, monthsOf, type Period, startOfDay } from '../indicators/period.ts'

/** Goals of shares are kept as whole millionths. */
const millionth = 1_000_000

/**
 * What a unit should have reached by the end of the period, in the unit of the indicator; null where no goal follows
 * from what was set. Goals are monthly. What is counted over time is due in proportion to the days of each month that
 * the period covers; what is held at its end, and a share, are due whole, those of the last month. A share set for a
 * unit holds for every unit below it that has none of its own. `product` null: for all products.
 */
export const goalBy = (
  set: readonly Goal[],
  entry: Pick<Indicator, 'unit' | 'cockpit'>,
  unit: string,
  period: Period,
  product: string | null = null,
): number | null => {
  const months = monthsOf(period)
  if (entry.unit === 'share') {
    const month = months.at(-1)!
    for (const each of ancestors(unit)) {
      const own = set.find((goal) => goal.orgunit === each && goal.month === month && goal.product === (product ?? ''))
      if (own !== undefined) return own.value / millionth
    }
    return null
  }
  if (entry.cockpit?.section === 'deposits') return goalFor(set, unit, product, months.at(-1)!)
  const parts = months.map((month) => {
    const goal = goalFor(set, unit, product, month)
    return goal === null ? null : goal * coveredShare(month, period)
  })
  return parts.some((part) => part === null) ? null : Math.round(parts.reduce<number>((sum, part) => sum + part!, 0))
}

/** Of the days of a month, those within the period. */
const coveredShare = (month: string, period: Period): number => {
  const whole = { from: `${month}-01`, to: addMonths(`${month}-01`, 1) }
  const from = Math.max(startOfDay(period.from), startOfDay(whole.from))
  const to = Math.min(startOfDay(period.to), startOfDay(whole.to))
  return Math.max(0, to - from) / (startOfDay(whole.to) - startOfDay(whole.from))
}

/**
 * How far a number is from its goal, as a share of the goal: below zero is behind, whichever way is good. Null without
 * a number or a goal.
 */
export const gapTo = (value: number | null, goal: number | null, better: Indicator['better']): number | null =>
  value === null || goal === null || goal === 0 ? null : ((value - goal) / goal) * (better === 'less' ? -1 : 1)
