/** A span of bank days, both ends included, as `YYYY-MM-DD`. */
export interface Days {
  from: string
  to: string
}

const dayMs = 86_400_000
const utc = (key: string): number => Date.parse(`${key}T00:00:00Z`)
const key = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Days in the span. */
export const length = (days: Days): number => (utc(days.to) - utc(days.from)) / dayMs + 1

/**
 * The span to compare with. A span that begins on the first of a month compares with the same elapsed days of the month
 * before (a longer month is cut, a shorter one ends with itself); any other span with as many days right before it.
 */
export const before = (days: Days): Days => {
  if (!days.from.endsWith('-01') || days.from.slice(0, 7) !== days.to.slice(0, 7)) {
    const to = utc(days.from) - dayMs
    return { from: key(to - (length(days) - 1) * dayMs), to: key(to) }
  }
  const lastOfPrevious = utc(days.from) - dayMs
  const first = `${key(lastOfPrevious).slice(0, 7)}-01`
  const sameElapsed = utc(first) + (length(days) - 1) * dayMs
  return { from: first, to: key(Math.min(sameElapsed, lastOfPrevious)) }
}

export interface Change {
  delta: number
  /** Relative change; null where the base is zero. */
  relative: number | null
}

/** Change from `base` to `value`, or null when either is missing. */
export const change = (value: number | null, base: number | null): Change | null =>
  value === null || base === null
    ? null
    : { delta: value - base, relative: base === 0 ? null : (value - base) / Math.abs(base) }
