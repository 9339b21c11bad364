import { expect, test } from 'vitest'
import { dueOf } from './due.ts'

const beijing = (text: string) => Date.parse(`${text}+08:00`)

test('a night does not run the clock', () => {
  // Friday 2026-11-20 17:00 to Monday 09:30: half an hour on Friday and half an hour on Monday.
  expect(dueOf(beijing('2026-11-23T09:30:00'), beijing('2026-11-20T17:00:00'))).toEqual({
    workingMs: 3_600_000,
    over: false,
    soon: true,
  })
})

test('over is over by the wall clock, even when no working time passed since', () => {
  const due = dueOf(beijing('2026-11-20T17:30:00'), beijing('2026-11-21T12:00:00'))
  expect(due).toMatchObject({ workingMs: 0, over: true, soon: false })
})

test('no limit, no clock', () => {
  expect(dueOf(null, 0)).toBeNull()
})
