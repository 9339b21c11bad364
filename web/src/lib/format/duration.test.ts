import { expect, test } from 'vitest'
import { duration, workingTime } from './duration.ts'

test.each([
  [0, '0 毫秒', '0ms'],
  [999, '999 毫秒', '999ms'],
  [12_000, '12 秒', '12s'],
  [60_000, '1 分', '1m'],
  [12_000_000, '3 小时 20 分', '3h 20m'],
  [86_400_000 * 2 + 3_600_000 * 3 + 59_000, '2 天 3 小时', '2d 3h'],
  [59_999.6, '1 分', '1m'],
])('%d ms', (ms, zh, en) => {
  expect(duration(ms, 'zh-CN')).toBe(zh)
  expect(duration(ms, 'en')).toBe(en)
})

test('working time stays in hours beyond a day', () => {
  expect(workingTime(26 * 3_600_000 + 60_000, 'zh-CN')).toBe('26 工时')
  expect(workingTime(-3_900_000, 'en')).toBe('1wh 5m')
  expect(workingTime(59_000, 'en')).toBe('0m')
})
