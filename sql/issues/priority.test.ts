import { expect, test } from 'vitest'
import { priorityOf, priorityTerms } from './priority.ts'

const weighed = { severity: 'medium', amount: null, hits: 1, escalated: 0 } as const
const yuan = (n: number) => n * 100

test.each([
  ['nothing but its severity', {}, { severity: 30, money: 0, repeated: 0, escalated: 0 }, 30],
  ['9,999 yuan', { amount: yuan(9_999) }, { money: 0 }, 30],
  ['10,000 yuan', { amount: yuan(10_000) }, { money: 2 }, 32],
  ['300,000 yuan', { amount: yuan(300_000) }, { money: 4 }, 34],
  ['a hundred billion yuan', { amount: yuan(100_000_000_000) }, { money: 12 }, 42],
  ['three hits', { hits: 3 }, { repeated: 4 }, 34],
  ['all its hits withdrawn', { hits: 0 }, { repeated: 0 }, 30],
  ['ninety hits', { hits: 90 }, { repeated: 8 }, 38],
  ['escalated twice', { escalated: 2 }, { escalated: 20 }, 50],
  ['more than there is', { severity: 'critical', hits: 9, escalated: 2 } as const, { severity: 75 }, 100],
])('%s', (_, differing, terms, points) => {
  expect(priorityTerms({ ...weighed, ...differing })).toMatchObject(terms)
  expect(priorityOf({ ...weighed, ...differing })).toBe(points)
})
