import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { runIndicator } from '../indicators/run.ts'
import type { Postgres } from '../postgres/connect.ts'
import { openBank, type Staff, scopeFor } from '../test/bank.ts'
import { milestoneRow, openWarehouse } from '../test/warehouse.ts'
import { instalmentDisbursements } from './disbursements.ts'

let postgres: Postgres
let clickhouse: ClickHouse
const march = { from: '2026-03-01', to: '2026-04-01' }

/** Units of every level: some disburse themselves, the second branch ends one level earlier. */
const paid: [orgunit: string, amounts: number[]][] = [
  ['b01', [1]],
  ['b01-s01', [20, 20]],
  ['b01-s01-o1', [300, 300, 301]],
  ['b01-s01-o2', [4000]],
  ['b01-s02-o1', [50_000, 50_001]],
  ['b02', [600_000]],
  ['b02-s01', [7_000_000]],
  // Its id begins like that of b01-s01: not of its subtree.
  ['b01-s011-o1', [80_000_000]],
]
beforeAll(async () => {
  postgres = await openBank()
  clickhouse = await openWarehouse()
  const products = ['car', 'home', 'consumption']
  const rows = paid.flatMap(([orgunit, amounts]) =>
    amounts.map((amount, i) =>
      milestoneRow('disbursed', '2026-03-05 10:00', { orgunit, amount, product: products[i] }),
    ),
  )
  const corrected = milestoneRow('disbursed', '2026-03-06 10:00', { orgunit: 'b01-s01-o1', amount: 900_000_000 })
  const others = [
    milestoneRow('disbursed', '2026-03-05 10:00', { orgunit: 'b01-s01-o1', amount: 5, product: 'business' }),
    milestoneRow('decided', '2026-03-05 10:00', { orgunit: 'b01-s01-o1', amount: 6 }),
    milestoneRow('disbursed', '2026-02-28 23:59', { orgunit: 'b01-s01-o1', amount: 7 }),
    milestoneRow('disbursed', '2026-04-01 00:00', { orgunit: 'b01-s01-o1', amount: 8 }),
  ]
  await clickhouse.insert('milestones', [...rows, corrected, ...others], { token: 'disbursements:1' })
  await clickhouse.insert('milestones', [{ ...corrected, sign: -1, seq: 2 }], { token: 'disbursements:2' })
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})

const figure = async (who: Staff, orgunit: string, product?: string) => {
  const answer = await runIndicator({ postgres, clickhouse }, scopeFor(who), {
    id: 'instalment.volume',
    ...march,
    by: ['unit'],
    filters: { orgunit, ...(product ? { product } : {}) },
  })
  if (answer.kind !== 'ok') throw new Error(answer.kind)
  return {
    total: answer.total.value ?? 0,
    units: answer.rows.map((row) => [row.key.unit ?? '', row.value ?? 0] as const),
  }
}
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)

/** Goes from a unit down to the outlets; what is clicked must be what the next page shows and lists. */
const drill = async (who: Staff, unit: string, product?: string): Promise<string[]> => {
  const { total, units } = await figure(who, unit, product)
  const cases = await instalmentDisbursements(clickhouse, scopeFor(who), { period: march, unit, product, limit: 100 })
  expect([unit, cases.amount, cases.count]).toEqual([unit, total, cases.rows.length])
  expect([unit, sum(cases.rows.map((row) => row.amount))]).toEqual([unit, total])
  expect([unit, sum(units.map(([, value]) => value))]).toEqual([unit, total])
  const seen = [unit]
  for (const [below, value] of units) {
    if (below === unit || below === '') continue
    expect([below, (await figure(who, below, product)).total]).toEqual([below, value])
    seen.push(...(await drill(who, below, product)))
  }
  return seen
}

test.each([undefined, 'car', 'consumption'])(
  'the cases sum to the number clicked at every level: %s',
  async (product) => {
    const seen = await drill('officer', 'hq', product)
    if (product === undefined) expect(seen).toEqual(expect.arrayContaining(paid.map(([unit]) => unit)))
    expect((await figure('officer', 'hq')).total).toBe(sum(paid.flatMap(([, amounts]) => amounts)))
  },
)

test('somebody of a unit drills within it only', async () => {
  expect(await drill('manager', 'b01-s01')).toEqual(['b01-s01', 'b01-s01-o1', 'b01-s01-o2'])
  const above = await instalmentDisbursements(clickhouse, scopeFor('manager'), {
    period: march,
    unit: 'hq',
    limit: 100,
  })
  expect(above.amount).toBe(40 + 901 + 4000)
})
