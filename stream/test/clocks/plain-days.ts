import type { YearTable } from '@mingjing/rules/calendar/definition.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Shanghai has had one offset throughout the years of the contract. */
const offsetMs = 8 * hourMs
const opensAt = 9 * hourMs
const lengthMs = 8.5 * hourMs

/** A time allowed, by the wall clock, in working hours, or in working days. */
export type Allowance = { readonly wall: number } | { readonly workingMs: number } | { readonly workdays: number }

/** Banking days, walked through one by one: shares nothing with the calendars of the product. Moments are epoch ms. */
export interface PlainDays {
  /** The end of an allowance that begins at a moment; `back`: the beginning of one that ends there. */
  readonly shift: (at: number, by: Allowance, way: 'on' | 'back') => number
  /** What an allowance of this kind counts between two moments. */
  readonly between: (from: number, to: number, like: Allowance) => number
}

export const plainDays = (tables: Readonly<Record<number, YearTable>>): PlainDays => {
  const isIn = (spans: readonly string[], date: string) =>
    spans.some((span) => {
      const [from, to = from] = span.split('..') as [string, string?]
      return date >= from && date <= to
    })
  const isWorkday = (day: number): boolean => {
    const date = new Date(day * dayMs)
    const text = date.toISOString()
    const table = tables[Number(text.slice(0, 4))] ?? { off: [], work: [] }
    if (isIn(table.work, text.slice(5, 10))) return true
    return !isIn(table.off, text.slice(5, 10)) && date.getUTCDay() % 6 !== 0
  }
  const dayOf = (at: number) => Math.floor((at + offsetMs) / dayMs)
  const opening = (day: number) => day * dayMs + opensAt - offsetMs
  const closing = (day: number) => opening(day) + lengthMs

  return {
    shift(at, by, way) {
      if ('wall' in by) return way === 'on' ? at + by.wall : at - by.wall
      let day = dayOf(at)
      const step = way === 'on' ? 1 : -1
      if ('workdays' in by) {
        for (let left = by.workdays; left > 0; ) {
          day += step
          if (isWorkday(day)) left--
        }
        return closing(day)
      }
      for (let left = by.workingMs; ; day += step) {
        if (!isWorkday(day)) continue
        const [from, to] =
          way === 'on' ? [Math.max(at, opening(day)), closing(day)] : [opening(day), Math.min(at, closing(day))]
        if (to <= from) continue
        if (left <= to - from) return way === 'on' ? from + left : to - left
        left -= to - from
      }
    },
    between(from, to, like) {
      if ('wall' in like) return to - from
      let sum = 0
      for (let day = dayOf(from); day <= dayOf(to); day++) {
        if (!isWorkday(day)) continue
        // A moment after closing is of the next working day, so that a pause over a night takes none.
        if ('workdays' in like) sum += closing(day) >= from && closing(day) < to ? 1 : 0
        else sum += Math.max(0, Math.min(to, closing(day)) - Math.max(from, opening(day)))
      }
      return sum
    },
  }
}
