import { expect, test } from 'vitest'
import { parseDuration, parseWall } from './duration.ts'

test.each([
  ['250ms', { kind: 'wall', ms: 250 }],
  ['30s', { kind: 'wall', ms: 30_000 }],
  ['30m', { kind: 'wall', ms: 1_800_000 }],
  ['24h', { kind: 'wall', ms: 86_400_000 }],
  ['7d', { kind: 'wall', ms: 604_800_000 }],
  ['3wd', { kind: 'workdays', workdays: 3 }],
  ['8wh', { kind: 'working', workingMs: 28_800_000 }],
  ['90wm', { kind: 'working', workingMs: 5_400_000 }],
])('%s', (text, duration) => {
  expect(parseDuration(text)).toEqual(duration)
})

test.each(['', '3', 'h', '0h', '-1h', '1.5h', '1h30m', '1 h', '01h', '1000001s', '1w'])('%j is none', (text) => {
  expect(parseDuration(text)).toBeNull()
})

test('working time is no wall time', () => {
  expect(parseWall('3wd')).toBeNull()
  expect(parseWall('3d')).toBe(259_200_000)
})
