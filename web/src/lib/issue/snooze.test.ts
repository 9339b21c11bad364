import { expect, test } from 'vitest'
import { comesBack, snoozeChoices } from './snooze.ts'

const beijing = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+08:00`)
const said = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

// 2026-03-02 is a Monday.
test.each([
  ['2026-03-02 09:30', ['afternoon 2026-03-02 14:00', 'tomorrow 2026-03-03 09:00', 'three-days 2026-03-05 09:00']],
  ['2026-03-02 14:00', ['tomorrow 2026-03-03 09:00', 'three-days 2026-03-05 09:00']],
  ['2026-03-06 16:00', ['tomorrow 2026-03-09 09:00', 'three-days 2026-03-11 09:00']],
  ['2026-03-07 10:00', ['tomorrow 2026-03-09 09:00', 'three-days 2026-03-11 09:00']],
])('what is offered at %s', (now, offered) => {
  expect(snoozeChoices(beijing(now)).map(({ name, until }) => `${name} ${said(until)}`)).toEqual(offered)
})

test('a night is slept through', () => {
  expect(said(comesBack(beijing('2026-03-02 22:00')))).toBe('2026-03-03 09:00')
  expect(said(comesBack(beijing('2026-03-03 10:20')))).toBe('2026-03-03 10:20')
})
