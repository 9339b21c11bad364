import { expect, test } from 'vitest'
import { clock, dayAndClock, dayKey, fullMoment, month, startOfDay } from './moment.ts'

const justAfterMidnightInBeijing = '2026-11-20T16:05:07.000Z'

test('every moment is in the bank’s zone', () => {
  expect(dayKey(justAfterMidnightInBeijing)).toBe('2026-11-21')
  expect(clock(justAfterMidnightInBeijing, 'zh-CN')).toBe('00:05')
  expect(dayAndClock(justAfterMidnightInBeijing, 'zh-CN')).toBe('11/21 00:05')
  expect(fullMoment(justAfterMidnightInBeijing, 'zh-CN')).toBe('2026/11/21 00:05:07')
})

test('months by language', () => {
  expect(month(justAfterMidnightInBeijing, 'zh-CN')).toBe('2026年11月')
  expect(month(justAfterMidnightInBeijing, 'en')).toBe('Nov 2026')
})

test('a day starts at its midnight in Beijing', () => {
  expect(new Date(startOfDay('2026-11-21')).toISOString()).toBe('2026-11-20T16:00:00.000Z')
})

test('what is no moment is a dash', () => {
  expect(clock('soon', 'en')).toBe('–')
  expect(dayKey(null)).toBe('')
})
