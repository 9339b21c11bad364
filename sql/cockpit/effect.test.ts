import { expect, test } from 'vitest'
import { effectOf } from './effect.ts'

const moved = (before: number | null, after: number | null) => ({ before, after })

test('the change of the unit less the mean change of those beside it, with t of n − 1', () => {
  // Changes 0.1, 0.2 and 0.3: mean 0.2, s = 0.1; t(2) = 4.303; √(1 + 1/3).
  const found = effectOf(moved(100, 150), [moved(10, 11), moved(20, 24), moved(100, 130)], true)!
  expect(found.own).toBeCloseTo(0.5, 12)
  expect(found.others).toBeCloseTo(0.2, 12)
  expect(found.effect).toBeCloseTo(0.3, 12)
  const reach = 4.303 * 0.1 * Math.sqrt(4 / 3)
  expect(found.interval.low).toBeCloseTo(0.3 - reach, 12)
  expect(found.interval.high).toBeCloseTo(0.3 + reach, 12)
  expect(found.n).toBe(3)
})

test('shares differ in points, and units without both numbers do not count', () => {
  const others = [moved(0.5, 0.5), moved(0.4, 0.5), moved(0.6, 0.6), moved(null, 0.9), moved(0.1, null)]
  expect(effectOf(moved(0.5, 0.7), others, false)).toMatchObject({ n: 3, own: expect.closeTo(0.2, 12) })
  expect(effectOf(moved(0.5, 0.7), others.slice(2), false)).toBeNull()
  expect(effectOf(moved(0, 7), [moved(1, 2), moved(1, 2), moved(1, 2)], true)).toBeNull()
})
