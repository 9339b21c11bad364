import { expect, test } from 'vitest'
import { faultPoints } from '../fault.ts'
import { everyPoint, runRecovery } from './recovery.ts'

const seed = 20_260_302

test('every named fault point is killed at once', () => {
  const points = everyPoint().map((death) => ('point' in death ? death.point : null))
  expect(points.toSorted()).toEqual([...faultPoints].toSorted())
})

test(`R3 quick: ten kills at named points lose nothing and count nothing twice (seed ${seed})`, {
  timeout: 300_000,
}, async () => {
  const outcome = await runRecovery(seed, everyPoint())
  expect(outcome.missed).toEqual([])
  expect(outcome.differences).toEqual([])
  expect(outcome.kills).toBe(10)
  expect(outcome.hits).toBeGreaterThan(500)
  expect(outcome.duplicates).toBeGreaterThan(20)
})
