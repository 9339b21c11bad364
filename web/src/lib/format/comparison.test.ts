import { expect, test } from 'vitest'
import { before, change } from './comparison.ts'

test('month to date compares with the same elapsed days', () => {
  expect(before({ from: '2026-11-01', to: '2026-11-21' })).toEqual({ from: '2026-10-01', to: '2026-10-21' })
})

test('the last days of a long month compare with the whole shorter one', () => {
  expect(before({ from: '2026-03-01', to: '2026-03-31' })).toEqual({ from: '2026-02-01', to: '2026-02-28' })
})

test('any other span compares with as many days right before', () => {
  expect(before({ from: '2026-11-15', to: '2026-11-21' })).toEqual({ from: '2026-11-08', to: '2026-11-14' })
  expect(before({ from: '2026-11-21', to: '2026-11-21' })).toEqual({ from: '2026-11-20', to: '2026-11-20' })
})

test('change from nothing has no percentage', () => {
  expect(change(5, 0)).toEqual({ delta: 5, relative: null })
  expect(change(null, 3)).toBeNull()
  expect(change(3, -2)).toEqual({ delta: 5, relative: 2.5 })
})
