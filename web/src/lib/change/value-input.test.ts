import { expect, test } from 'vitest'
import { kept, typed } from './value-input.ts'

test.each([
  [5_000_000, 'fen', '50000'],
  [1, 'fen', '0.01'],
  [0.29, 'share', '29'],
  [0.1, 'share', '10'],
  [12, 'count', '12'],
  ['3wd', null, '3wd'],
  [true, null, 'true'],
] as const)('%j in %s is typed as %s and comes back the same', (value, unit, text) => {
  expect(typed(value, unit)).toBe(text)
  expect(kept(text, unit, value)).toBe(value)
})

test.each([
  ['', 'count', 1],
  ['many', 'count', 1],
  ['1e999', 'fen', 1],
  ['yes', null, true],
  [' ', null, '3wd'],
] as const)('%j in %s is no value', (text, unit, like) => {
  expect(kept(text, unit, like)).toBeNull()
})

test('what people write between thousands does not matter', () => {
  expect(kept(' 50,000 ', 'fen', 1)).toBe(5_000_000)
})
