import { expect, test } from 'vitest'
import { afterQuiet, anyTime, whenDue } from './due.ts'

const at = (text: string) => Date.parse(`${text}+08:00`)
const told = (text: string | number) =>
  new Date((typeof text === 'number' ? text : at(text)) + 8 * 3_600_000).toISOString().slice(0, 16)
const night = { ...anyTime, quietFrom: 22 * 60, quietTo: 7 * 60 + 30 }
const noon = { ...anyTime, quietFrom: 12 * 60, quietTo: 13 * 60 }

test.each([
  ['before the night', night, '2026-03-02T21:59:59', '2026-03-02T21:59'],
  ['as the night begins', night, '2026-03-02T22:00', '2026-03-03T07:30'],
  ['after midnight', night, '2026-03-03T00:10', '2026-03-03T07:30'],
  ['as the night ends', night, '2026-03-03T07:30', '2026-03-03T07:30'],
  ['within an hour of the day', noon, '2026-03-03T12:59', '2026-03-03T13:00'],
  ['outside of it', noon, '2026-03-03T11:59', '2026-03-03T11:59'],
  ['without quiet hours', anyTime, '2026-03-03T03:00', '2026-03-03T03:00'],
  ['with an empty span', { ...anyTime, quietFrom: 60, quietTo: 60 }, '2026-03-03T01:00', '2026-03-03T01:00'],
])('%s', (_, times, moment, expected) => {
  expect(told(afterQuiet(times, at(moment)))).toBe(expected)
})

const nine = { ...anyTime, digestAt: 9 * 60 }
test.each([
  ['before it', nine, '2026-03-02T08:59', '2026-03-02T09:00'],
  ['at its very moment, the day after', nine, '2026-03-02T09:00', '2026-03-03T09:00'],
  ['Friday evening, on Monday', nine, '2026-03-06T18:00', '2026-03-09T09:00'],
  ['before the spring festival, after it', nine, '2026-02-14T18:00', '2026-02-24T09:00'],
  ['a Saturday that is worked', nine, '2026-02-27T18:00', '2026-02-28T09:00'],
  [
    'a digest in quiet hours waits for their end',
    { ...night, digestAt: 6 * 60 },
    '2026-03-02T18:00',
    '2026-03-03T07:30',
  ],
])('the digest: %s', (_, times, moment, expected) => {
  expect(told(whenDue(times, at(moment)))).toBe(expected)
})

test('without a digest what is told goes out at once', () => {
  expect(whenDue(anyTime, at('2026-03-07T03:00'))).toBe(at('2026-03-07T03:00'))
})
