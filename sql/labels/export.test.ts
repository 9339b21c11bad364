import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Postgres } from '../postgres/connect.ts'
import { issueActions } from '../postgres/schema.ts'
import { openBank, type Staff, scopeFor, staff } from '../test/bank.ts'
import { at, eventRow, openWarehouse } from '../test/warehouse.ts'
import { exportLabels } from './export.ts'

let postgres: Postgres
let clickhouse: ClickHouse
const moment = at('2026-03-31 12:00')

beforeAll(async () => {
  postgres = await openBank()
  clickhouse = await openWarehouse()
  const listed = (customer: string, orgunit: string, control: boolean) =>
    eventRow(
      'campaign.targeted',
      '2026-03-02 08:00',
      { campaign: 'c1', customer, segment: 'young', control },
      { orgunit },
    )
  const rows = [
    listed('k1', 'b01-s01-o1', false),
    listed('k2', 'b01-s01-o1', true),
    listed('k3', 'b02-s01', false),
    eventRow('campaign.responded', '2026-03-03 08:00', { campaign: 'c1', customer: 'k2', response: 'bought' }),
  ]
  await clickhouse.insert('events', rows, { token: 'labels' })
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})

const taken = (who: Staff, filters: { orgunit?: string } = {}) =>
  exportLabels({ db: postgres.db, clickhouse }, scopeFor(who), {
    period: { from: '2026-03-01', to: '2026-04-01' },
    window: 14,
    filters,
    now: moment,
    asOf: moment,
  })
const onRecord = async () =>
  (await postgres.db.select().from(issueActions)).filter(({ kind }) => kind === 'export-labels')

test.each(['officer', 'lead', 'executive', 'auditor', 'admin'] as const)('%s takes no labels', async (who) => {
  expect(await taken(who)).toBeNull()
  expect(await onRecord()).toEqual([])
})

test('both arms of the own units with what became of them, and it is on record', async () => {
  const list = await taken('manager')
  expect(list?.rows.map((row) => [row.customer, row.control, row.purchased, row.settled])).toEqual([
    ['k1', false, false, true],
    ['k2', true, true, true],
  ])
  expect((await taken('ruleOwner'))?.count).toBe(3)
  expect(await taken('manager', { orgunit: 'b02' })).toBeNull()
  const record = await onRecord()
  expect(record.map(({ personId }) => personId)).toEqual([staff.manager[0], staff.ruleOwner[0]])
  expect(record[0]?.detail).toMatchObject({ window: 14, rows: 2, of: 2, asOf: moment })
  expect(await auditVerify(postgres.db)).toMatchObject({ kind: 'sound', actions: 2 })
})
