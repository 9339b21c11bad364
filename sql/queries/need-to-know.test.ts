import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { scopeFor } from '../test/bank.ts'
import { at, deadlineRows, openWarehouse } from '../test/warehouse.ts'
import { runningDeadlines } from './running-deadlines.ts'

let clickhouse: ClickHouse
beforeAll(async () => {
  clickhouse = await openWarehouse()
  await clickhouse.insert(
    'deadlines',
    deadlineRows('issuance.three-days', '2026-03-02 09:00', '2026-03-05 09:00', [['breached', '2026-03-05 09:00']]),
    { token: 'need-to-know:deadlines' },
  )
})
afterAll(() => clickhouse.close())

test('a unit named like a placeholder brings no SQL along', async () => {
  const asked = { which: 'overdue', asOf: at('2026-03-06 09:00'), hours: 8, limit: 10 } as const
  const scope = scopeFor('officer')
  expect((await runningDeadlines(clickhouse, scope, asked)).total).toBe(1)
  const injected = { ...asked, unit: '{actor:String}', actor: ') OR 1=1 OR (1=1 OR ' }
  expect(await runningDeadlines(clickhouse, scope, injected)).toEqual({ rows: [], total: 0 })
})
