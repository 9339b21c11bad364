import { expect, test } from 'vitest'
import { count, share, shortCount } from './number.ts'

test('a share that is not whole never reads as whole', () => {
  expect(share(1)).toBe('100.0%')
  expect(share(0.99999)).toBe('>99.9%')
  expect(share(0.00001)).toBe('<0.1%')
  expect(share(0)).toBe('0.0%')
  expect(share(0.12345, 2)).toBe('12.35%')
})

test('counts keep their digits and a true minus', () => {
  expect(count(1234567)).toBe('1,234,567')
  expect(count(-1200)).toBe('−1,200')
  expect(count(null)).toBe('–')
})

test('short counts follow the language', () => {
  expect(shortCount(9_999, 'en')).toBe('9,999')
  expect(shortCount(123_456, 'en')).toBe('123K')
  expect(shortCount(123_456, 'zh-CN')).toBe('12.3万')
})
