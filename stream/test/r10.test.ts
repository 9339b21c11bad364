import { expect, test } from 'vitest'
import { poisonKinds } from './poison.ts'
import { runPoisoning } from './poisoning.ts'
import { runRedriving } from './redriving.ts'

const seed = 20_261_110

test(`R10 quick: whatever comes is an event or a dead letter (seed ${seed})`, { timeout: 120_000 }, () => {
  const { byKind, broken } = runPoisoning(seed, 6_000)
  expect(broken).toEqual([])
  expect(byKind.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...poisonKinds]))
  expect(byKind.reduce((sum, { accepted, dead }) => sum + accepted + dead, 0)).toBe(6_000)
  // Poison that were all refused, or all taken, would try nothing.
  expect(byKind.filter(({ dead }) => dead > 100).length).toBeGreaterThan(8)
  expect(byKind.filter(({ accepted }) => accepted > 10).length).toBeGreaterThan(2)
})

test(`R10 quick: dead letters corrected and redriven lead to what they would have led to (seed ${seed})`, {
  timeout: 120_000,
}, async () => {
  const outcome = await runRedriving(seed, 2_000)
  const { account } = outcome
  expect(outcome.buried).toBeGreaterThan(300)
  expect(outcome.buried).toBe(outcome.refused + account.deadLetters)
  expect(outcome.redriven).toBeGreaterThan(outcome.refused * 0.8)
  expect(account.ok + account.late + account.duplicates + account.deadLetters).toBe(outcome.accepted + outcome.redriven)
  expect(account.late).toBeGreaterThan(300)
  expect(account).toMatchObject({ chained: true, unfinished: 0 })
  expect(outcome.expected.length).toBeGreaterThan(300)
  expect(outcome.standing).toEqual(outcome.expected)
})
