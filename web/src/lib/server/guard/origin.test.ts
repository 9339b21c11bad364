import { expect, test } from 'vitest'
import { mayChange } from './origin.ts'

const headers = (init: Record<string, string>) =>
  new Headers({ host: 'bank.example:3000', cookie: 'auth_session=x', ...init })

test.each([
  ['GET', {}, true],
  ['HEAD', { 'sec-fetch-site': 'cross-site' }, true],
  ['POST', { 'sec-fetch-site': 'same-origin' }, true],
  ['POST', { 'sec-fetch-site': 'same-site' }, false],
  ['POST', { 'sec-fetch-site': 'cross-site', origin: 'http://bank.example:3000' }, false],
  ['POST', { 'sec-fetch-site': 'none' }, false],
  ['POST', { origin: 'http://bank.example:3000' }, true],
  ['POST', { origin: 'http://bank.example' }, false],
  ['POST', { origin: 'null' }, false],
  ['POST', {}, false],
  ['PUT', { 'content-type': 'application/json' }, false],
  ['DELETE', { origin: 'https://evil.example' }, false],
  ['PATCH', { authorization: 'Bearer token' }, false],
])('%s %o → %s', (method, extra, expected) => {
  expect(mayChange(method, headers(extra as Record<string, string>))).toBe(expected)
})

test('a machine without cookies cannot be made to forge', () => {
  expect(mayChange('POST', new Headers({ host: 'bank.example', authorization: 'Bearer t' }))).toBe(true)
  expect(mayChange('POST', new Headers({ host: 'bank.example' }))).toBe(false)
})

test('a route that only answers is asked from anywhere, and no other', () => {
  const outside = headers({ 'sec-fetch-site': 'cross-site' })
  expect(mayChange('POST', outside, '/receipts/verify')).toBe(true)
  expect(mayChange('POST', outside, '/api/consents')).toBe(false)
})
