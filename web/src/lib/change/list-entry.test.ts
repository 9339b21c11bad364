import { expect, test } from 'vitest'
import { ordered, standingOn } from './list-entry.ts'

test.each([
  [{}, 'valid'],
  [{ from: '2026-03-31' }, 'valid'],
  [{ to: '2026-03-31' }, 'valid'],
  [{ from: '2026-04-01' }, 'future'],
  [{ from: '2020-01-01', to: '2026-03-30' }, 'ended'],
] as const)('on its days, the first and last included: %j is %s', (days, standing) => {
  expect(standingOn(days, '2026-03-31')).toBe(standing)
})

test('what counts today comes first', () => {
  const entries = [
    { value: 'a', to: '2020-01-01', reason: '' },
    { value: 'c', reason: '' },
    { value: 'd', from: '2027-01-01', reason: '' },
    { value: 'b', reason: '' },
  ]
  expect(ordered(entries, '2026-03-31').map(({ entry }) => entry.value)).toEqual(['b', 'c', 'd', 'a'])
})
