import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beyond, earliest, formatMoment, parseMoment } from './moment.ts'

test('a moment agrees with Date for every offset and precision Date knows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: earliest, max: beyond - 1 }),
      fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
      (ms, offset) => {
        const local = new Date(ms + offset * 60_000).toISOString().slice(0, 23)
        const two = (n: number) => String(n).padStart(2, '0')
        const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
        expect(parseMoment(local + zone)).toBe(ms)
        expect(parseMoment(formatMoment(ms))).toBe(ms)
      },
    ),
  )
})

test.each([
  ['2026-03-02T09:00:00Z', Date.UTC(2026, 2, 2, 9)],
  ['2026-03-02T09:00:00.1Z', Date.UTC(2026, 2, 2, 9, 0, 0, 100)],
  ['2026-03-02T09:00:00.123999999Z', Date.UTC(2026, 2, 2, 9, 0, 0, 123)],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2100-02-29T00:00:00Z', null],
  ['2026-02-30T00:00:00Z', null],
  ['2026-13-01T00:00:00Z', null],
  ['2026-03-02T24:00:00Z', null],
  ['2026-03-02T23:59:60Z', null],
  ['2026-03-02 09:00:00Z', null],
  ['2026-03-02T09:00:00', null],
  ['2026-03-02T09:00:00.Z', null],
  ['2026-03-02T09:00:00+0800', null],
  ['2026-03-02T09:00:00+08:00x', null],
  ['2026-03-02T09:00:00.1234567890Z', null],
  ['+026-03-02T09:00:00Z', null],
  ['2026-03-02T09:00:00+24:00', null],
])('%s', (text, ms) => {
  expect(parseMoment(text)).toBe(ms)
})
