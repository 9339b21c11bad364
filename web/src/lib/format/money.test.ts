import { expect, test } from 'vitest'
import { exactMoney, foreignMoney, money, moneyScale } from './money.ts'

test.each([
  [0, '0 元', '¥0'],
  [1, '0.01 元', '¥0.01'],
  [99_900, '999 元', '¥999'],
  [123_456, '1,235 元', '¥1.23K'],
  [999_996_00 / 100, '1.00 万元', '¥10.0K'],
  [1_234_500_00, '123 万元', '¥1.23M'],
  [999_999_999_99, '10.0 亿元', '¥1.00B'],
  [-50_000_00, '−5.00 万元', '−¥50.0K'],
])('%i fen reads %s / %s', (fen, zh, en) => {
  expect(money(fen, 'zh-CN')).toBe(zh)
  expect(money(fen, 'en')).toBe(en)
})

test('rounding never shows a full next unit in the smaller one', () => {
  expect(money(9_999_60, 'zh-CN')).toBe('1.00 万元')
  expect(money(99_999_999_99, 'zh-CN')).toBe('1.00 亿元')
  expect(money(999_999_99, 'en')).toBe('¥1.00M')
})

test('absent money is a dash, not a zero', () => {
  expect(money(null, 'zh-CN')).toBe('–')
  expect(exactMoney(undefined)).toBe('–')
})

test('exact to the fen', () => {
  expect(exactMoney(1_234_567_890)).toBe('¥12,345,678.90')
  expect(exactMoney(-5)).toBe('−¥0.05')
})

test('a column gets the unit of its largest value', () => {
  expect(moneyScale(3_000_000_000_00, 'zh-CN')).toEqual({ divisor: 1e10, unit: '亿元' })
  expect(moneyScale(3_000_000_00, 'en')).toEqual({ divisor: 1e8, unit: '¥M' })
})

test('another currency is written with its code, never as yuan', () => {
  expect(foreignMoney(1_234_567_890, 'USD')).toBe('USD 12,345,678.90')
  expect(foreignMoney(-5, 'EUR')).toBe('−EUR 0.05')
  expect(foreignMoney(null, 'USD')).toBe('–')
})
