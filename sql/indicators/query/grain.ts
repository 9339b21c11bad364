import type { Dimension } from '../indicator.ts'
import { addDays, addMonths, monthStart, type Period, startOfDay } from '../period.ts'

export const grains = ['day', 'week', 'month'] as const
export type Grain = (typeof grains)[number]

export const grainsOf = (by: readonly Dimension[]): Grain[] => grains.filter((grain) => by.includes(grain))

/** Days since the Monday of its week. */
const weekday = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

/** The first day of the day, week or month a day lies in. */
export const startOf = (grain: Grain, day: string): string =>
  grain === 'day' ? day : grain === 'week' ? addDays(day, -weekday(day)) : monthStart(day)

/** The first day of the one after. */
export const after = (grain: Grain, start: string): string =>
  grain === 'month' ? addMonths(start, 1) : addDays(start, grain === 'week' ? 7 : 1)

/** A day, week or month as far as the period covers it; `key` as rows have it. */
export interface Span extends Period {
  readonly key: string
  /** The period covers only a part of it. */
  readonly partial: boolean
}

export const spansOf = (grain: Grain, period: Period): Span[] => {
  const spans: Span[] = []
  for (let start = startOf(grain, period.from); start < period.to; start = after(grain, start)) {
    const end = after(grain, start)
    const [early, late] = [start < period.from, end > period.to]
    spans.push({
      key: grain === 'month' ? start.slice(0, 7) : start,
      from: early ? period.from : start,
      to: late ? period.to : end,
      partial: early || late,
    })
  }
  return spans
}

/** Whether events up to `asOf` (epoch ms, null before any) leave nothing of it to come. */
export const isFinished = ({ to }: Pick<Period, 'to'>, asOf: number | null): boolean =>
  asOf !== null && startOfDay(to) <= asOf

/**
 * Which day, week or month of the comparison stands for which of the period, the first for the first and so on; null
 * where the two periods begin at different places of a week or month, so that unlike spans would meet.
 */
export const pairsOf = (grain: Grain, period: Period, comparison: Period): ReadonlyMap<string, string> | null => {
  const place = (day: string) => (grain === 'day' ? '' : grain === 'week' ? String(weekday(day)) : day.slice(8))
  if (place(period.from) !== place(comparison.from)) return null
  const others = spansOf(grain, comparison)
  return new Map(spansOf(grain, period).flatMap(({ key }, i) => (others[i] ? [[key, others[i].key] as const] : [])))
}
