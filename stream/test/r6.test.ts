import { noPostgres } from '@mingjing/sql/test/postgres-server.ts'
import { expect, test } from 'vitest'
import { outageKinds } from './fault-proxy.ts'
import { plannedOutages, runOutages } from './outages.ts'

const seed = 20_260_306
const lack = noPostgres()

test.skipIf(lack !== null)(
  `R6 quick: stores that are away in every way lose nothing and double nothing (seed ${seed}${lack ? `, skipped: ${lack}` : ''})`,
  { timeout: 300_000 },
  async () => {
    const plan = plannedOutages(seed, 300, 1_500)
    const outcome = await runOutages(seed, plan, 100)
    const { outages, held, account, facts, repeats } = outcome
    expect(outages).toHaveLength(2 * outageKinds.length)
    for (const { store, kind, felt, unkept } of outages) {
      expect(felt, `${store} ${kind}`).toBeGreaterThan(0)
      expect(unkept, `${store} ${kind}`).toEqual([])
    }
    // One block is written, one is decided; a block is read in two parts at most.
    expect(held.plans).toBeLessThanOrEqual(2)
    expect(held.reads).toBeLessThanOrEqual(4)
    expect(held.records).toBeLessThan(Math.max(...outages.map(({ backlog }) => backlog)))
    expect(repeats).toBeGreaterThan(20)
    expect(account).toMatchObject({
      ...{ chained: true, ok: facts, late: 0, deadLetters: 0, unfinished: 0 },
      ...{ duplicates: account.end - facts },
    })
    expect(outcome.expected.hits.length).toBeGreaterThan(500)
    expect(outcome.actual).toEqual(outcome.expected)
  },
)
