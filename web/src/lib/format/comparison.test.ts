import { expect, test } from 'vitest'
import { change } from './comparison.ts'

test('change from nothing has no percentage', () => {
  expect(change(5, 0)).toEqual({ delta: 5, relative: null })
  expect(change(null, 3)).toBeNull()
  expect(change(3, null)).toBeNull()
})

test('a loss that shrinks is a rise', () => {
  expect(change(3, -2)).toEqual({ delta: 5, relative: 2.5 })
})
