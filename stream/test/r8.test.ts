import { expect, test } from 'vitest'
import { runDisorder } from './disorder.ts'

const seed = 20_260_308

test(`R8 quick: a backlog out of order breaches nothing it has not read, and what was late counts after its re-check (seed ${seed})`, {
  timeout: 120_000,
}, async () => {
  const outcome = await runDisorder(seed, 1_500)
  expect(outcome.late).toBeGreaterThan(20)
  // On time, late and the one dated weeks ahead; the one nobody believes is a dead letter.
  expect(outcome.account).toMatchObject({
    chained: true,
    ok: outcome.onTime + 1,
    late: outcome.late,
    duplicates: 0,
    deadLetters: 1,
    unfinished: 0,
  })
  expect(outcome.inOrder.expected.length).toBeGreaterThan(200)
  expect(outcome.inOrder.actual).toEqual(outcome.inOrder.expected)
  expect(outcome.changed).toBeGreaterThan(5)
  expect(outcome.whole.actual).toEqual(outcome.whole.expected)
  expect(outcome.open).toBe(0)
  expect(outcome.isBeforeAhead).toBe(true)
})
