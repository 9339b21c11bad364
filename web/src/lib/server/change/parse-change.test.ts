import { expect, test } from 'vitest'
import { parseChange } from './parse-change.ts'

const parameter = { kind: 'parameter', rule: 'limit.jump', parameter: 'times', orgunit: 'b01', value: 3 }

test('a change keeps only what belongs to it', () => {
  expect(parseChange({ ...parameter, state: 'approved', value: null })).toEqual({ ...parameter, value: null })
  expect(
    parseChange({
      kind: 'list',
      list: 'l',
      after: { value: ' v ', from: '', to: '2026-01-01', reason: 'r', by: 'me' },
    }),
  ).toEqual({ kind: 'list', list: 'l', entry: null, after: { value: 'v', to: '2026-01-01', reason: 'r' } })
})

test('the entry meant is named by value and first day', () => {
  const change = parseChange({ kind: 'list', list: 'l', entry: { value: 'v', from: '' }, after: {} })
  expect(change).toMatchObject({ entry: { value: 'v', from: null } })
})

test.each([
  [null],
  ['parameter'],
  [{}],
  [{ ...parameter, value: undefined }],
  [{ ...parameter, value: { toString: 'x' } }],
  [{ ...parameter, value: Number.NaN }],
  [{ ...parameter, kind: 'rule' }],
])('%j is no change', (input) => {
  expect(parseChange(input)).toBeNull()
})
