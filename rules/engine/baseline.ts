import type { CheckedPeerRule } from '../language/checked.ts'

/** What daily values come to: exact, however many and large. */
export interface Baseline {
  readonly count: bigint
  readonly sum: bigint
  readonly squares: bigint
}

export const noDays: Baseline = { count: 0n, sum: 0n, squares: 0n }

/** Daily values summed up. */
export const summed = (values: Iterable<number>): Baseline => {
  let [count, sum, squares] = [0n, 0n, 0n]
  for (const value of values) {
    const exact = BigInt(value)
    count++
    sum += exact
    squares += exact * exact
  }
  return { count, sum, squares }
}

/** All but some of the values that were summed up. */
export const without = (all: Baseline, some: Baseline): Baseline => ({
  count: all.count - some.count,
  sum: all.sum - some.sum,
  squares: all.squares - some.squares,
})

/**
 * Whether a value lies further from the baseline than the bound, in whole thousandths, allows. Multiplied out, so that
 * nothing is rounded: with n values of sum S and of squares Q the mean is S/n, the population variance (nQ − S²)/n².
 */
export const isFar = (
  { compare, side }: Pick<CheckedPeerRule, 'compare' | 'side'>,
  { count, sum, squares }: Baseline,
  value: number,
  thousandths: number,
): boolean => {
  const sign = side === 'over' ? 1n : -1n
  const scaled = BigInt(value) * count
  const bound = BigInt(thousandths)
  if (compare === 'ratio') return sign * (scaled * 1_000n - bound * sum) > 0n
  const spread = count * squares - sum * sum
  const distance = sign * (scaled - sum)
  return spread > 0n && distance > 0n && distance * distance * 1_000_000n > bound * bound * spread
}
