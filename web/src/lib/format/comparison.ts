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
