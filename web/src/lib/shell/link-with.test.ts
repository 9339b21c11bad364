import { expect, test } from 'vitest'
import { linkWith } from './link-with.ts'

const here = new URL('https://bank.test/branch?unit=b01&i=a.b&rows=1')

test('what is not changed stays, null takes out, and the text of a value cannot add another', () => {
  expect(linkWith(here, {})).toBe('/branch?unit=b01&i=a.b&rows=1')
  expect(linkWith(here, { i: null, rows: null })).toBe('/branch?unit=b01')
  expect(linkWith(here, { window: 30, i: 'x&rows=2' })).toBe('/branch?unit=b01&i=x%26rows%3D2&rows=1&window=30')
  expect(linkWith(here, { unit: null, i: null, rows: null })).toBe('/branch')
  expect(here.search).toBe('?unit=b01&i=a.b&rows=1')
})
