import { expect, test } from 'vitest'
import { differenceOfShares, wilson } from './interval.ts'

const of = (numerator: number, denominator: number) => ({ numerator, denominator })

/** Table I of Newcombe, "Two-sided confidence intervals for the single proportion" (1998), method 3. */
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
] as const)('a share of %i in %i', (numerator, denominator, low, high) => {
  const found = wilson(of(numerator, denominator))
  expect(found.low).toBeCloseTo(low, 4)
  expect(found.high).toBeCloseTo(high, 4)
})

/** Table II of Newcombe, "Interval estimation for the difference between independent proportions" (1998), method 10. */
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [0, 10, 0, 10, -0.2775, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
  [10, 10, 0, 10, 0.6075, 1],
] as const)('%i/%i less %i/%i', (a, m, b, n, low, high) => {
  const found = differenceOfShares(of(a, m), of(b, n))!
  expect(found.value).toBeCloseTo(a / m - b / n, 12)
  expect(found.low).toBeCloseTo(low, 4)
  expect(found.high).toBeCloseTo(high, 4)
})

test('nobody has no share to take from', () => {
  expect(differenceOfShares(of(0, 0), of(1, 2))).toBeNull()
  expect(differenceOfShares(of(1, 2), of(0, 0))).toBeNull()
})
