import { expect, test } from 'vitest'
import { leadsTo, type Pointing } from './leads-to.ts'

const about = (differing: Partial<Pointing>): Pointing => ({
  ...{ kind: 'order', issueId: null, ruleId: null, personId: null },
  ...differing,
})

test.each([
  [about({ issueId: 'i_1', ruleId: 'r' }), '/issues/i_1'],
  [about({ kind: 'remind', ruleId: 'r' }), '/rules/r'],
  [about({}), null],
  [about({ kind: 'delegation' }), '/team'],
  [about({ kind: 'delegation', personId: 'p' }), '/account'],
  [about({ kind: 'differs', ruleId: 'r' }), '/operations'],
  [about({ kind: 'exemption', issueId: 'i_1' }), '/exemptions'],
  [about({ kind: 'quality', issueId: 'i_1' }), '/quality'],
  [about({ kind: 'alert' }), '/alerts'],
])('%j leads to %s', (told, path) => {
  expect(leadsTo(told)).toBe(path)
})
