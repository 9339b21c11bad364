import { expect, test } from 'vitest'
import { destination } from './destination.ts'

test.each([
  ['/issues?state=open&q=%E7%94%B2', '/issues?state=open&q=%E7%94%B2'],
  ['/', '/'],
  [null, '/'],
  ['', '/'],
  ['issues', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/\n/evil.example', '/'],
  ['\t//evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/a/..//evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/\r\nset-cookie: a=b', '/set-cookie:%20a=b'],
])('%j → %j', (next, expected) => {
  expect(destination(next)).toBe(expected)
})
