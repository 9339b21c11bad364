import { expect, test } from 'vitest'
import { parseByHand } from './parse-by-hand.ts'

const given = {
  title: ' 凭证缺页 ',
  account: '三份凭证缺页',
  source: 'inspection',
  stage: 'branch',
  severity: 'medium',
  orgunit: 'b01',
  subject: 'x-1',
  actors: [' A7 ', ''],
}

test('an issue written down by hand, without the blanks around its words', () => {
  const parsed = parseByHand(given)
  expect(parsed).toEqual({ ...given, title: '凭证缺页', class: 'operational', amount: null, actors: ['A7'] })
})

test('what is too long arrives whole, to be refused', () => {
  const account = '述'.repeat(5000)
  expect(parseByHand({ ...given, account })?.account).toBe(account)
})

test.each([
  null,
  [],
  { ...given, source: 'rule' },
  { ...given, severity: 'grave' },
  { ...given, class: 'secret' },
  { ...given, amount: 1.5 },
  { ...given, amount: -1 },
  { ...given, actors: [7] },
])('%j is none', (input) => {
  expect(parseByHand(input)).toBe(null)
})
