import { describe, expect, test } from 'vitest'
import { type Goal, goalFor } from './goals.ts'

const goal = (orgunit: string, product: string, value: number, month = '2026-03'): Goal => ({
  indicator: 'instalment.volume',
  orgunit,
  product,
  month,
  value,
})

describe('the goal of a unit', () => {
  const set = [
    goal('b01', 'car', 10),
    goal('b01', 'home', 20),
    goal('b02-s01', 'car', 5),
    goal('b02-s02', '', 7),
    goal('b01-s01', 'car', 1000),
    goal('b01', 'car', 99, '2026-04'),
  ]
  test.each([
    ['its own', 'b01', 'car', 10],
    ['all products: the sum of what is set', 'b01', null, 30],
    ['none of its own: those below it', 'b02', 'car', 5],
    ['from below, for all products', 'b02', null, 12],
    ['the bank’s from its branches, which stand for what is below them', 'hq', 'car', 15],
    ['nothing set', 'b03', 'car', null],
    ['nothing set for the product', 'b02', 'home', null],
  ] as const)('%s', (_, unit, product, value) => expect(goalFor(set, unit, product, '2026-03')).toBe(value))

  test('a goal for all products counts before those of single ones', () => {
    expect(goalFor([goal('b01', '', 50), goal('b01', 'car', 10)], 'b01', null, '2026-03')).toBe(50)
  })
  test('another month is another goal', () => expect(goalFor(set, 'b01', null, '2026-05')).toBeNull())
})
