import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { indicators } from '../indicators/catalogue.ts'
import { type IndicatorAnswer, runIndicators } from '../indicators/run.ts'
import type { Postgres } from '../postgres/connect.ts'
import { openBank, scopeFor } from '../test/bank.ts'
import { branchWeek } from '../test/branch-week.ts'
import { at, blockRow, openWarehouse } from '../test/warehouse.ts'
import { cockpitRows, countsRows } from './cockpit-rows.ts'

let postgres: Postgres
let clickhouse: ClickHouse
const week = { from: '2026-03-02', to: '2026-03-09' }

beforeAll(async () => {
  postgres = await openBank()
  clickhouse = await openWarehouse()
  await clickhouse.insert('events', branchWeek(), { token: 'test:events' })
  const blocks = [blockRow(1, '2026-03-06 12:00', { watermark: '2026-03-06 04:00:00.000' })]
  await clickhouse.insert('blocks', blocks, { token: 'test:blocks' })
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})

describe('the rows behind a number', () => {
  const rows = (id: string, who: 'executive' | 'manager2', orgunit: string) => {
    const asked = { id, period: week, filters: { orgunit }, now: 0, asOf: at('2026-03-06 12:00'), limit: 100 }
    return cockpitRows(clickhouse, scopeFor(who), asked)
  }
  test('are as many as it says', async () => {
    // Every fifth: they are counted and listed by the same condition, and each list is two queries of its own.
    const counted = indicators.filter(({ id }) => countsRows(id)).filter((_, i) => i % 5 === 0)
    expect(counted.length).toBeGreaterThan(10)
    const asked = counted.map(({ id }) => ({ id, ...week }))
    const answers = await runIndicators({ postgres, clickhouse }, scopeFor('executive'), asked)
    for (const { indicator, total } of answers as IndicatorAnswer[]) {
      const { count } = await rows(indicator.id, 'executive', 'hq')
      expect([indicator.id, count]).toEqual([indicator.id, total.numerator ?? total.value])
    }
  })
  test('are those of the own units only', async () => {
    expect((await rows('appointments.booked', 'manager2', 'b02')).rows.map((row) => row.subject)).toEqual(['p5'])
    expect(await rows('appointments.booked', 'manager2', 'hq')).toEqual({ rows: [], count: 0 })
  })
  test('say the currency of their amounts', async () => {
    const settled = await rows('business.settlements', 'executive', 'hq')
    expect(settled.rows.map(({ currency, amount }) => [currency, amount]).sort()).toEqual([
      ['CNY', 1000],
      ['CNY', 400],
      ['USD', 50],
    ])
    const paid = await rows('business.payroll-amount', 'executive', 'hq')
    expect(paid.rows.map(({ currency }) => currency)).toEqual(['', '', ''])
    const kept = await rows('business.deposits', 'executive', 'hq')
    expect(kept.rows.map(({ currency }) => currency)).toEqual(['', '', ''])
    const visited = await rows('appointments.arrivals', 'executive', 'hq')
    expect(new Set(visited.rows.map(({ currency }) => currency))).toEqual(new Set(['']))
  })
})
