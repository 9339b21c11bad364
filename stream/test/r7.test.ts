import { expect, test } from 'vitest'
import { runRepeats } from './repeats.ts'

const seed = 20_260_307

test(`R7 quick: repeats change nothing and are counted exactly (seed ${seed})`, { timeout: 120_000 }, async () => {
  const outcome = await runRepeats(seed, 4_000)
  expect(outcome.repeats).toBeGreaterThan(10_000)
  expect(outcome.account).toMatchObject({
    chained: true,
    ok: outcome.facts,
    late: 0,
    duplicates: outcome.repeats,
    deadLetters: 0,
    hits: outcome.expected.hits.length,
    unfinished: 0,
  })
  expect(outcome.expected.hits.length).toBeGreaterThan(500)
  expect(outcome.actual).toEqual(outcome.expected)
})
