import { expect, test } from 'vitest'
import { ancestors, contains, isOrgunit, levelOf, parentOf } from './orgunit.ts'

test('a unit contains itself and what lies below it', () => {
  expect(contains('b01', 'b01')).toBe(true)
  expect(contains('b01', 'b01-s02-o1')).toBe(true)
  expect(contains('hq', 'b07')).toBe(true)
  expect(contains('b01', 'b010')).toBe(false)
  expect(contains('b01', 'b010-s01')).toBe(false)
  expect(contains('b01-s02', 'b01')).toBe(false)
  expect(contains('b01', 'hq')).toBe(false)
})

test('the way up', () => {
  expect(ancestors('b03-s02-o1')).toEqual(['b03-s02-o1', 'b03-s02', 'b03', 'hq'])
  expect(ancestors('hq')).toEqual(['hq'])
  expect(parentOf('b03')).toBe('hq')
  expect(parentOf('hq')).toBeNull()
  expect(['hq', 'b03', 'b03-s02', 'b03-s02-o1'].map(levelOf)).toEqual(['hq', 'branch', 'subBranch', 'outlet'])
})

test.each(['hq', 'b01', 'b03-s02-o1'])('%s is a unit', (id) => expect(isOrgunit(id)).toBe(true))
test.each(['', 'B01', 'b03-', '-b03', 'b03-s02-o1-x1', "b01'", '3b', `b${'0'.repeat(64)}`])('%s is none', (id) =>
  expect(isOrgunit(id)).toBe(false),
)
