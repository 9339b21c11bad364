import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Filters } from '../indicators/compile.ts'
import { runIndicator } from '../indicators/run.ts'
import type { Postgres } from '../postgres/connect.ts'
import { openBank, type Staff, scopeFor } from '../test/bank.ts'
import { at, blockRow, eventRow, openWarehouse } from '../test/warehouse.ts'
import { type PostLoanList, postLoanLists, postLoanRows } from './post-loan-rows.ts'

let postgres: Postgres
let clickhouse: ClickHouse
const period = { from: '2026-01-01', to: '2026-04-01' }
const asOf = at('2026-03-20 12:00') - 10_000

beforeAll(async () => {
  postgres = await openBank()
  clickhouse = await openWarehouse()
  const staged = (contract: string, time: string, stage: string, orgunit = 'b01-s01-o1') =>
    eventRow('collection.staged', time, { contract, stage, daysPastDue: 1, balance: 100, product: 'car' }, { orgunit })
  const called = (contract: string, time: string, effective = true, orgunit = 'b01-s01-o1') =>
    eventRow(
      'collection.called',
      time,
      { contract, actor: 'a1', contactKind: 'debtor', connected: true, effective },
      { orgunit },
    )
  const rows = [
    staged('x1', '2026-01-05 08:00', 'M1'),
    staged('x1', '2026-02-05 08:00', 'M2'),
    staged('x2', '2026-01-06 08:00', 'M1', 'b02-s01'),
    eventRow('outcome.observed', '2026-01-20 08:00', { contract: 'x2', outcome: 'cured' }, { orgunit: 'b02-s01' }),
    staged('x3', '2026-02-10 08:00', 'M1'),
    staged('x4', '2026-03-10 08:00', 'M1', 'b02-s01'),
    // Known in January, written off in February: further behind than any stage.
    staged('x5', '2025-12-05 08:00', 'M5', 'b02-s01'),
    staged('x5', '2026-02-05 08:00', 'written-off', 'b02-s01'),
    ...[9, 10, 11, 12].map((hour) => called('x1', `2026-03-01 ${String(hour).padStart(2, '0')}:00`)),
    // Seven o'clock is too early, ten in the evening too late, and neither minute before is.
    called('x3', '2026-03-02 07:59', false),
    called('x3', '2026-03-02 08:00', false),
    called('x4', '2026-03-12 21:59', false, 'b02-s01'),
    called('x4', '2026-03-12 22:00', false, 'b02-s01'),
  ]
  await clickhouse.insert('events', rows, { token: 'post-loan' })
  await clickhouse.insert('blocks', [blockRow(1, '2026-03-20 12:00')], { token: 'post-loan:blocks' })
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})

const listed = (list: PostLoanList, filters: Filters = {}, who: Staff = 'executive') =>
  postLoanRows(clickhouse, scopeFor(who), { list, period, filters, now: asOf, asOf, limit: 100 })
const figure = async (id: string, filters: Filters = {}) => {
  const answer = await runIndicator({ postgres, clickhouse }, scopeFor('executive'), { id, ...period, filters })
  if (answer.kind !== 'ok') throw new Error(JSON.stringify(answer))
  return answer.total
}
const names = async (list: PostLoanList, filters: Filters = {}) =>
  (await listed(list, filters)).rows.map((row) => [row.contract, row.detail])

test('a number clicked has as many rows, whatever it is narrowed to', async () => {
  for (const filters of [{}, { orgunit: 'b02' }, { product: 'car' }] as Filters[]) {
    const { numerator, denominator } = await figure('postloan.recovered-so-far', filters)
    expect((await listed('stages', filters)).count).toBe((await figure('postloan.stage-contracts', filters)).value)
    expect((await listed('moves', filters)).count).toBe((await figure('postloan.roll-paths', filters)).value)
    expect((await listed('entered', filters)).count).toBe(denominator)
    expect((await listed('not-recovered', filters)).count).toBe(denominator! - numerator!)
    const hours = await figure('postloan.permitted-hours', filters)
    expect((await listed('calls', filters)).count).toBe(hours.denominator)
    expect((await listed('outside-hours', filters)).count).toBe(hours.denominator! - hours.numerator!)
    expect((await listed('too-often', filters)).count).toBe((await figure('postloan.too-often', filters)).numerator)
  }
})

test('written off is further behind than M5', async () => {
  expect(await figure('postloan.roll-count', { stage: 'M5', month: '2026-02' })).toMatchObject({
    numerator: 1,
    denominator: 1,
  })
})

test('who they are', async () => {
  expect(await names('stages', { stage: 'M1' })).toEqual([
    ['x4', ''],
    ['x3', ''],
  ])
  expect(await names('moves', { month: '2026-02', stage: 'M1' })).toEqual([['x1', 'M2']])
  expect(await names('moves', { month: '2026-02', stage: 'M0', nextStage: 'M0' })).toEqual([['x2', 'M0']])
  expect(await names('not-recovered')).toEqual([
    ['x4', ''],
    ['x3', ''],
    ['x1', ''],
  ])
  expect(await names('outside-hours')).toEqual([
    ['x4', 'a1'],
    ['x3', 'a1'],
  ])
  expect(await names('too-often')).toEqual([['x1', '4']])
})

test.each(postLoanLists)('a manager never reads a contract of a sister branch: %s', async (list) => {
  for (const filters of [{}, { orgunit: 'hq' }, { orgunit: 'b02' }]) {
    const { rows } = await listed(list, filters, 'manager')
    expect(rows.filter(({ orgunit }) => !orgunit.startsWith('b01-s01'))).toEqual([])
  }
  expect((await listed(list, { orgunit: 'b02' }, 'manager')).count).toBe(0)
})
