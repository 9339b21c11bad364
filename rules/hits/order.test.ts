import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { compareText } from './order.ts'

describe('order of texts', () => {
  const texts = fc.string({ unit: 'binary' })
  test.prop([texts, texts])('is the order of their UTF-8 bytes', (a, b) => {
    expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
  })

  test('differs from JavaScript’s own where surrogates are', () => {
    expect('\u{1f600}' < '\uffee').toBe(true)
    expect(compareText('\u{1f600}', '\uffee')).toBeGreaterThan(0)
  })
})
