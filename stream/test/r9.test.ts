import { expect, test } from 'vitest'
import { kinds } from './clocks/incidents.ts'
import { runClocks } from './clocks.ts'

const first = 1
const count = 32
const last = first + count - 1

test(`R9 quick: whatever befalls the clocks, each time limit fires once, none early, none missed (seeds ${first} to ${last})`, {
  timeout: 300_000,
}, async () => {
  const { broken, came, tables, sums } = await runClocks(first, count)
  // A seed alone: npm run test:long -- R9 --seed S
  expect(broken).toEqual([])
  for (const kind of kinds) expect([kind, came[kind] >= count / 8]).toEqual([kind, true])
  expect(tables).toBeGreaterThan(count / 4)
  // What a table that came put off or brought forward, and what a clock that was wrong for long made late: else neither is tried.
  expect(sums.byTable).toBeGreaterThan(count)
  expect(sums.late).toBeGreaterThan(count)
  expect(sums.steps).toBeGreaterThan(50 * count)
})
