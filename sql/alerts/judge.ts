import type { Indicator } from '../indicators/indicator.ts'
import type { Alert } from './alert.ts'

/** A number of an alert, with the grain before or the goal of the month; `gone` is the share of the month that is over. */
export interface Reading {
  readonly value: number
  readonly against: number | null
  readonly gone: number | null
}

/** How far back behind its bound a number must be before it counts as recovered: 2 % of the bound. */
export const backBy = 0.02
/** The share of a month that must be over before what is reached of it says where it leads. */
const soonest = 1 / 8

/**
 * Where a number stands: `crossed`, `recovered` when it is back behind the bound by {@link backBy}, `between` when neither,
 * null when nothing can be told (no number before, no goal, too early in the month).
 */
export const standing = (
  alert: Pick<Alert, 'condition' | 'bound'>,
  entry: Pick<Indicator, 'unit' | 'better' | 'cockpit'>,
  reading: Reading,
): 'crossed' | 'recovered' | 'between' | null => {
  const level = levelOf(alert, entry, reading)
  if (level === null) return null
  const { condition, bound } = alert
  const ofShare = entry.unit === 'share' && (condition === 'below' || condition === 'above')
  const back = backBy * (ofShare ? Math.min(Math.abs(bound), Math.abs(1 - bound)) : Math.abs(bound))
  if (condition === 'below' || condition === 'goal')
    return level < bound ? 'crossed' : level >= bound + back ? 'recovered' : 'between'
  return level > bound ? 'crossed' : level <= bound - back ? 'recovered' : 'between'
}

/** What is held against the bound. */
const levelOf = (
  { condition }: Pick<Alert, 'condition'>,
  entry: Pick<Indicator, 'unit' | 'better' | 'cockpit'>,
  { value, against, gone }: Reading,
): number | null => {
  if (condition === 'below' || condition === 'above') return value
  if (against === null || against === 0) return null
  if (condition === 'goal') {
    if (gone === null || gone < soonest) return null
    const leadsTo = projected(entry, value, gone)
    return entry.better === 'less' ? against / leadsTo : leadsTo / against
  }
  const moved = (value - against) / Math.abs(against)
  return condition === 'rise' ? moved : condition === 'fall' ? -moved : Math.abs(moved)
}

/** What is counted over time goes on as it went; a share, a mean and what is held at the end stay as they are. */
export const projected = (
  { unit, cockpit }: Pick<Indicator, 'unit' | 'cockpit'>,
  value: number,
  gone: number,
): number => ((unit === 'count' || unit === 'fen') && cockpit?.section !== 'deposits' ? value / gone : value)
