import { expect, test } from 'vitest'
import { csvOf, textCell } from './csv.ts'

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  ' =1',
  '\t=1',
  '\r=1',
  '\n=1',
  '\n1 a',
  '\u200b=1',
  '\u00a0@a',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '=HYPERLINK("http://x")',
  '0012',
  '6222021234567890123',
  '1e5',
  '3-4',
  '2026-03-01',
  '10:00',
])('%j is a text and stays one', (text) => {
  expect(textCell(text)).toBe(`'${text}`)
})

test.each(['cus-000123', 'easy-cash-2026-11', 'b01-s01-o1', '消费分期', '', 'a=b', 'e5'])(
  '%j is written as it is',
  (text) => {
    expect(textCell(text)).toBe(text)
  },
)

test('a byte order mark, quotes where they are needed, numbers that count', () => {
  expect(
    csvOf([
      ['a"b', 'c,d', -5, true, null],
      ['=1,2', 'line\nbreak', 0, false, 'x'],
    ]),
  ).toBe('\uFEFF"a""b","c,d",-5,1,\r\n"\'=1,2","line\nbreak",0,0,x\r\n')
})
