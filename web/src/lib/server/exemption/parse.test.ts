import { expect, test } from 'vitest'
import { parseExemption } from './parse.ts'

const asked = {
  target: { kind: 'staff', rule: 'r', orgunit: 'b01', value: ' S1 ' },
  until: '2026-03-31',
  reason: ' r ',
  evidence: 'e',
}

test('the last day counts whole, at the bank', () => {
  expect(parseExemption({ ...asked, state: 'approved' })).toEqual({
    target: { kind: 'staff', rule: 'r', orgunit: 'b01', value: 'S1' },
    until: new Date('2026-03-31T16:00:00Z'),
    reason: 'r',
    evidence: 'e',
  })
})

test.each([
  [null],
  [{ ...asked, until: '2026-13-01' }],
  [{ ...asked, until: 'tomorrow' }],
  [{ ...asked, target: { kind: 'bank', rule: 'r' } }],
])('%j is no request', (input) => {
  expect(parseExemption(input)).toBeNull()
})
