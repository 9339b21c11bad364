import { expect, test } from 'vitest'
import { boundUnit, keptBound } from './bound.ts'

test.each([
  ['yuan', '5,000,000.01', 500_000_001],
  ['yuan', '0.29', 29],
  ['percent', '12.3', 0.123],
  ['percent', '7', 0.07],
  ['minutes', '90', 5400],
  ['seconds', '2.5', 2500],
  [null, '-3', -3],
  ['percent', '', Number.NaN],
  [null, 'many', Number.NaN],
] as const)('in %s, %s', (unit, typed, kept) => expect(keptBound(typed, unit)).toBe(kept))

test('a change and a goal are typed in per cent, whatever the indicator', () => {
  expect(boundUnit('rise', 'fen')).toBe('percent')
  expect(boundUnit('goal', 's')).toBe('percent')
  expect(boundUnit('below', 'fen')).toBe('yuan')
  expect(boundUnit('above', 'count')).toBeNull()
})
