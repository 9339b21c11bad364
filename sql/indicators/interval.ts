/** So many of so many. */
export interface Counted {
  readonly numerator: number
  readonly denominator: number
}
export interface Interval {
  readonly low: number
  readonly high: number
}

/** The standard normal quantile of 0.975. */
const z = 1.959963984540054

/**
 * The 95 % interval of a share: Wilson's score interval without continuity correction (E. B. Wilson, JASA 22, 1927,
 * 209–212). `denominator` must be above 0; bounds are 0 … 1.
 */
export const wilson = ({ numerator, denominator }: Counted): Interval => {
  const p = numerator / denominator
  const spread = z * Math.sqrt((p * (1 - p) + (z * z) / (4 * denominator)) / denominator)
  const middle = p + (z * z) / (2 * denominator)
  const scale = 1 + (z * z) / denominator
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) }
}

/**
 * The difference of two independent shares and its 95 % interval from their Wilson intervals: method 10 of
 * R. G. Newcombe, Statistics in Medicine 17 (1998), 873–890. Null when either denominator is 0.
 */
export const differenceOfShares = (of: Counted, less: Counted): (Interval & { readonly value: number }) | null => {
  if (of.denominator <= 0 || less.denominator <= 0) return null
  const [p1, p2] = [of.numerator / of.denominator, less.numerator / less.denominator]
  const [w1, w2] = [wilson(of), wilson(less)]
  const value = p1 - p2
  return {
    value,
    low: value - Math.hypot(p1 - w1.low, w2.high - p2),
    high: value + Math.hypot(w1.high - p1, p2 - w2.low),
  }
}
