/**
 * Difference in differences of one unit against comparable ones: its change from before a measure to after it, less the
 * mean change of the units beside it that took none. The 95 % interval is that of one more unit drawn from the same
 * changes, mean ± t(n − 1) × s × √(1 + 1/n), so that it holds what the unit would have done anyway (T. G. Conley and
 * C. R. Taber, Review of Economics and Statistics 93, 2011, on one treated unit; here with normal changes). It assumes
 * that the units would have moved alike and says nothing about why.
 */
export interface BeforeAfter {
  readonly before: number | null
  readonly after: number | null
}
export interface Effect {
  /** Change of the unit, mean change of the others, and their difference. */
  readonly own: number
  readonly others: number
  readonly effect: number
  readonly interval: { readonly low: number; readonly high: number }
  /** Units compared with. */
  readonly n: number
}

/** Fewer units to compare with than this tell nothing. */
export const fewestUnits = 3

/** Student’s t, quantile 0.975, by degrees of freedom from 1 on. */
const t975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
]

/**
 * @param relative changes as shares of what was before (counts and amounts); else as differences (shares, seconds)
 * @returns null where the unit has no number on either side, or fewer than {@link fewestUnits} others have both
 */
export const effectOf = (unit: BeforeAfter, others: readonly BeforeAfter[], relative: boolean): Effect | null => {
  const changeOf = ({ before, after }: BeforeAfter): number | null =>
    before === null || after === null || (relative && before <= 0)
      ? null
      : relative
        ? after / before - 1
        : after - before
  const own = changeOf(unit)
  const changes = others.map(changeOf).filter((change) => change !== null)
  const n = changes.length
  if (own === null || n < fewestUnits) return null
  const mean = changes.reduce((sum, change) => sum + change, 0) / n
  const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (n - 1)
  const reach = (t975[n - 2] ?? 1.96) * Math.sqrt(variance * (1 + 1 / n))
  const effect = own - mean
  return { own, others: mean, effect, interval: { low: effect - reach, high: effect + reach }, n }
}
