import { describe, expect, test } from 'vitest'
import { runSimulations } from './simulation/campaign.ts'
import { actions, calls } from './simulation/faults.ts'
import { run } from './simulation/run.ts'
import { sabotages } from './simulation/sabotage.ts'

const first = 1
const count = 80
const last = first + count - 1

test(`R2 quick: whatever befalls the worker, nothing is lost and nothing counts twice (seeds ${first} to ${last})`, {
  timeout: 300_000,
}, async () => {
  const campaign = await runSimulations(first, count)
  // A seed alone: npm run test:long -- R2 --seed S
  expect(campaign.broken).toEqual([])
  const never = [...actions, ...calls].filter((name) => !campaign.came[name])
  expect(never).toEqual([])
  expect(campaign.faults).toBeGreaterThan(4 * count)
})

test('a seed decides everything that happens', async () => {
  const [one, again] = [await run(7, { faulty: true, sabotage: null }), await run(7, { faulty: true, sabotage: null })]
  expect(again.trace).toBe(one.trace)
  expect(one.trace.split('\n').length).toBeGreaterThan(300)
  expect((await run(8, { faulty: true, sabotage: null })).trace).not.toBe(one.trace)
})

describe('what is broken on purpose is found within the quick seeds', () => {
  test.each(sabotages)('%s', { timeout: 300_000 }, async (sabotage) => {
    const found = async () => {
      for (let seed = first; seed <= last; seed++)
        if ((await run(seed, { faulty: true, sabotage })).broken.length > 0) return seed
      return null
    }
    expect(await found()).not.toBeNull()
  })
})
