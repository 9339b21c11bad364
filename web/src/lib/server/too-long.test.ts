import { expect, test } from 'vitest'
import { longestPart, longestReason, longestValue } from '../text/limits.ts'
import { parseChange } from './change/parse-change.ts'
import { parseExemption } from './exemption/parse.ts'
import { parseReport } from './issue/parse-report.ts'
import { tooLongIn, tooLongWords } from './too-long.ts'

const over = (most: number) => 'x'.repeat(most + 1)
const entry = (after: object) => ({ kind: 'list', list: 'risk-merchants', entry: null, after })
const target = { kind: 'partner', rule: 'r', orgunit: 'b01', value: 'v' }
const asked = { target, until: '2026-03-31', reason: 'r', evidence: 'e' }
const draft = { urgency: 'urgent', suspicion: 's', grounds: 'g', measures: 'm', conclusion: 'c' }

test.each([
  ['reason', longestReason, parseChange(entry({ value: 'v', reason: over(longestReason) }))],
  ['value', longestValue, parseChange(entry({ value: over(longestValue), reason: 'r' }))],
  ['value', longestValue, parseChange({ kind: 'parameter', value: over(longestValue) })],
  ['reason', longestReason, parseExemption({ ...asked, reason: over(longestReason) })],
  ['evidence', longestReason, parseExemption({ ...asked, evidence: over(longestReason) })],
  ['value', longestValue, parseExemption({ ...asked, target: { ...target, value: over(longestValue) } })],
  ['grounds', longestPart, parseReport({ ...draft, grounds: over(longestPart) })],
])('%s beyond %i characters is refused whole, never cut', (field, most, parsed) => {
  expect(parsed).toEqual({ kind: 'too-long', field, most })
})

test('what just fits is kept to the last character', () => {
  const reason = 'x'.repeat(longestReason)
  expect(parseExemption({ ...asked, reason })).toMatchObject({ reason })
  const grounds = 'x'.repeat(longestPart)
  expect(parseReport({ ...draft, grounds })).toMatchObject({ grounds })
})

test('the refusal names field and limit in both languages', () => {
  expect(tooLongWords(tooLongIn({ reason: over(longestReason) }, longestReason)!)).toEqual({
    zh: '理由最多 2,000 个字符，请缩短后再提交',
    en: 'The reason may have 2,000 characters at most; shorten it and send it again',
  })
})
