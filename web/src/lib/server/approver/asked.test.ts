import { expect, test } from 'vitest'
import { spanOf } from './asked.ts'

const asOf = Date.parse('2026-03-02T17:00:00Z') // already the third in the bank's time
test.each([
  ['', { days: 30, period: { from: '2026-02-02', to: '2026-03-04' } }],
  ['?days=7', { days: 7, period: { from: '2026-02-25', to: '2026-03-04' } }],
  ['?days=8', { days: 30, period: { from: '2026-02-02', to: '2026-03-04' } }],
])('%j', (search, expected) => {
  expect(spanOf(new URL(`http://x/approvers${search}`), asOf)).toEqual(expected)
})
