import { expect, test } from 'vitest'
import { rowOf } from './columns.ts'
import { type Decoded, decodeEvent, decodeLine, maxLine } from './decode.ts'
import { maxText } from './field.ts'
import { tokenise } from './tokenise.ts'

const submitted = {
  specversion: '1.0',
  id: 'e1',
  source: 'core/loans',
  type: 'application.submitted',
  time: '2026-03-02T09:00:00.123+08:00',
  subject: 'app-1',
  orgunit: 'b03-s02-o1',
  data: { product: 'card', channel: 'mobile', amount: 5_000_000, customer: 'c1', mobile: '13800000000', age: 0 },
}
const token = `tok_${'a'.repeat(22)}`
const withData = (data: object) => ({ ...submitted, data: { ...submitted.data, ...data } })
const defect = (result: Decoded) =>
  result.kind === 'deadLetter' ? `${result.code} ${result.field}: ${result.reason}` : 'ok'

test('a valid event comes out with time as milliseconds and its personal values listed', () => {
  const result = decodeEvent(submitted)
  expect(result).toEqual({
    kind: 'ok',
    event: {
      id: 'e1',
      source: 'core/loans',
      type: 'application.submitted',
      time: Date.UTC(2026, 2, 2, 1, 0, 0, 123),
      subject: 'app-1',
      orgunit: 'b03-s02-o1',
      data: submitted.data,
    },
    personal: [{ field: 'mobile', value: '13800000000' }],
  })
})

test('a token in a personal field is not personal any more', () => {
  const result = decodeEvent(withData({ mobile: token }))
  expect(result).toMatchObject({ kind: 'ok', personal: [] })
})

test('tokenise replaces every personal value once and refuses a hash that makes no token', () => {
  const result = decodeEvent(withData({ name: '王五' }))
  if (result.kind !== 'ok') throw new Error(result.reason)
  const hash = (field: string, value: string) => `${field}-${value.length}-${'x'.repeat(20)}`
  const once = tokenise(result.event, hash)
  expect(once.data.mobile).toBe(`tok_mobile-11-${'x'.repeat(20)}`)
  expect(once.data.name).toBe(`tok_name-2-${'x'.repeat(20)}`)
  expect(tokenise(once, () => 'must not be called')).toBe(once)
  expect(() => tokenise(result.event, (_field, value) => value)).toThrow(/keyed hash of name/)
})

test('moments in data become milliseconds, and an event becomes a row', () => {
  const result = decodeEvent({
    ...submitted,
    type: 'limit.adjusted',
    data: {
      customer: 'c1',
      limitBefore: 1,
      limitAfter: 2,
      mode: 'manual',
      validUntil: '2026-05-01T00:00:00Z',
      reason: 'a',
    },
  })
  if (result.kind !== 'ok') throw new Error(result.reason)
  expect(result.event.data.validUntil).toBe(Date.UTC(2026, 4, 1))
  expect(rowOf(result.event)).toMatchObject({
    id: 'e1',
    time: '2026-03-02 01:00:00.123',
    limit_before: 1,
    customer: 'c1',
    product: null,
    data: `{"validUntil":${Date.UTC(2026, 4, 1)},"reason":"a"}`,
  })
})

test('an extension attribute that is not ours is ignored', () => {
  expect(decodeEvent({ ...submitted, traceparent: '00-1' }).kind).toBe('ok')
})

test.each<[string, unknown, string]>([
  ['a list', [], 'shape : an event must be a JSON object'],
  ['null', null, 'shape : an event must be a JSON object'],
  [
    'another CloudEvents version',
    { ...submitted, specversion: '2.0' },
    'value specversion: specversion must be "1.0" (CloudEvents 1.0)',
  ],
  ['no id', { ...submitted, id: undefined }, 'missing id: id is missing; expected a text of 1 to 256 characters'],
  [
    'an id that is a number',
    { ...submitted, id: 7 },
    'value id: id must be a text of 1 to 256 characters without control characters',
  ],
  [
    'U+001F in the subject',
    { ...submitted, subject: 'a\u001fb' },
    'value subject: subject must be a text of 1 to 256 characters without control characters',
  ],
  ['the separator in the source', { ...submitted, source: 'a#b' }, 'value source: source must not contain "#"'],
  [
    'an unknown type',
    { ...submitted, type: 'loan.eaten' },
    'unknown-type type: type "loan.eaten" is not an event type of this contract',
  ],
  [
    'a type named like a member of Object',
    { ...submitted, type: '__proto__' },
    'unknown-type type: type "__proto__" is not an event type of this contract',
  ],
  [
    'a time without offset',
    { ...submitted, time: '2026-03-02T09:00:00' },
    'value time: time must be RFC 3339 with an offset, such as "2026-03-01T09:00:00.123+08:00"',
  ],
  [
    'a time before the contract',
    { ...submitted, time: '1999-12-31T23:59:59Z' },
    'value time: time must lie in the years 2000 to 2100',
  ],
  [
    'a unit that is no path',
    { ...submitted, orgunit: 'b03-' },
    'value orgunit: orgunit must be the id of a unit, such as "b03-s02-o1"',
  ],
  ['data that is a list', { ...submitted, data: [] }, 'shape data: data must be a JSON object of fields'],
  [
    'an amount in yuan',
    withData({ amount: 12.5 }),
    'value data.amount: amount must be whole fen, 0 to 10000000000000; found a fraction',
  ],
  [
    'a number beyond every double',
    JSON.parse('{"x":1e999}') && withData({ amount: Infinity }),
    'value data.amount: amount must be whole fen, 0 to 10000000000000; found Infinity',
  ],
  [
    'a telephone number without quotes',
    withData({ mobile: 13_800_138_000 }),
    'value data.mobile: mobile must be a text of 1 to 512 characters; found a whole number',
  ],
  [
    'a name where the name of a field belongs',
    withData({ 王小明: 1 }),
    'unknown-field data.…: application.submitted has no field "…"',
  ],
  [
    'null for absent',
    withData({ age: null }),
    'value data.age: age must be a whole number, 0 to 130; found null (leave an absent field out)',
  ],
  [
    'an unknown field',
    withData({ idCard: '110' }),
    'unknown-field data.idCard: application.submitted has no field "idCard"',
  ],
  [
    'a field of another type of event',
    withData({ merchant: 'm' }),
    'unknown-field data.merchant: application.submitted has no field "merchant"',
  ],
  [
    'an unknown code',
    withData({ product: 'gold' }),
    'value data.product: product must be one of card, limit, car, home, consumption, personal-loan; found a text',
  ],
  [
    'a missing field',
    { ...submitted, data: { product: 'card', channel: 'mobile', amount: 1 } },
    'missing data.customer: customer is missing; expected a text of 1 to 512 characters',
  ],
  [
    'nested data',
    withData({ customer: { deep: { deeper: 1 } } }),
    'value data.customer: customer must be a text of 1 to 512 characters; found an object',
  ],
  [
    'half a surrogate pair',
    withData({ customer: '\ud800' }),
    'value data.customer: customer must be well-formed text without control characters',
  ],
  [
    'a text too long',
    withData({ address: '明'.repeat(maxText + 1) }),
    'value data.address: address must be a text of 1 to 512 characters; found a text of 513 characters',
  ],
])('%s is refused with field and reason', (_name, input, reason) => {
  expect(defect(decodeEvent(input))).toBe(reason)
})

test('lines: bad JSON, names written twice, __proto__, and too much of it are dead letters', () => {
  const line = JSON.stringify(submitted)
  expect(decodeLine(line).kind).toBe('ok')
  expect(defect(decodeLine(line.slice(0, -1)))).toMatch(/^json : not JSON/)
  expect(defect(decodeLine('null'))).toMatch(/^shape/)
  expect(defect(decodeLine(line.replace('"amount":', '"amount":1,"amount":')))).toBe(
    'duplicate-name : a name is written twice in one object',
  )
  expect(defect(decodeLine(line.replace('"amount":', '"__proto__":{"amount":1},"amount":')))).toBe(
    'unknown-field data.__proto__: application.submitted has no field "__proto__"',
  )
  expect(defect(decodeLine(line.replace('{', '{"__proto__":{"id":"x"},"__proto__":1,')))).toMatch(/^duplicate-name/)
  expect(defect(decodeLine(' '.repeat(maxLine + 1)))).toMatch(/^size/)
})

test('a text that looks like names, with escapes, is not mistaken for a name written twice', () => {
  expect(decodeLine(JSON.stringify(withData({ purpose: 'other', customer: '","amount":"\\":' }))).kind).toBe('ok')
  expect(decodeLine(JSON.stringify({ ...submitted, subject: 'a\\' }, null, 2)).kind).toBe('ok')
})
