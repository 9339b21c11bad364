import { expect, test } from 'vitest'
import { lateness } from './order.ts'
import { beginQuiet, isQuietEnough, note } from './quiet.ts'

const begin = { wall: Date.UTC(2026, 2, 2), steady: 1_000 }
/** Looks every half second for so long; `ahead` is what the wall clock shows too much. */
const pass = (quiet: ReturnType<typeof beginQuiet>, from: number, to: number, ahead = 0) => {
  for (let ms = from; ms <= to; ms += 500)
    note(quiet, { wall: begin.wall + ms + ahead, steady: begin.steady + ms }, false)
}
const hour = 3_600_000

test('quiet when nothing fresh came for as long as events may be out of order', () => {
  const quiet = beginQuiet(begin)
  pass(quiet, 0, lateness - 500)
  expect(isQuietEnough(quiet)).toBe(false)
  pass(quiet, lateness, lateness)
  expect(isQuietEnough(quiet)).toBe(true)
  note(quiet, { wall: begin.wall + lateness + 500, steady: begin.steady + lateness + 500 }, true)
  expect(isQuietEnough(quiet)).toBe(false)
})

test.each([hour, -hour])('a wall clock set by %d ms makes nobody quiet, neither fresh nor idle for long', (step) => {
  const fresh = beginQuiet(begin)
  pass(fresh, 0, 2_000)
  pass(fresh, 2_500, 11_500, step)
  expect(isQuietEnough(fresh)).toBe(false)

  const idle = beginQuiet(begin)
  pass(idle, 0, 60_000)
  expect(isQuietEnough(idle)).toBe(true)
  pass(idle, 60_500, 70_000, step)
  expect(isQuietEnough(idle)).toBe(false)
  pass(idle, 70_500, 70_500, step)
  expect(isQuietEnough(idle)).toBe(true)
})
