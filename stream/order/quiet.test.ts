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

/** Clocks that show so much more than before, one look after the other. */
const look = (quiet: ReturnType<typeof beginQuiet>, ...moves: readonly (readonly [wall: number, steady: number])[]) => {
  for (const [wall, steady] of moves)
    note(quiet, { wall: quiet.last.wall + wall, steady: quiet.last.steady + steady }, false)
  return isQuietEnough(quiet)
}

test('both clocks must have seen it: neither a wall clock that creeps ahead nor one that stands makes anybody quiet', () => {
  expect(look(beginQuiet(begin), [6_000, 500], [6_000, 500])).toBe(false)
  const standing = Array.from({ length: 30 }, () => [0, 500] as const)
  expect(look(beginQuiet(begin), ...standing)).toBe(false)
})

test('a long look away is no step, one of the lateness is, and a little less is none', () => {
  expect(look(beginQuiet(begin), [20_000, 20_000])).toBe(true)
  for (const way of [1, -1]) {
    expect(look(beginQuiet(begin), [60_000, 60_000], [500 + way * lateness, 500])).toBe(false)
    expect(look(beginQuiet(begin), [60_000, 60_000], [500 + way * (lateness - 1), 500])).toBe(true)
  }
})

test('a wall clock set back a little before the quiet began begins it anew, and it takes no longer', () => {
  const quiet = beginQuiet(begin)
  expect(look(quiet, [-5_000, 500], [lateness - 1, lateness])).toBe(false)
  expect(look(quiet, [1, 1])).toBe(true)
})
