import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Scope, serviceScope } from '../access/scope.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { scopeFor } from '../test/bank.ts'
import { at, deadlineRows, eventRow, hitRow, openWarehouse } from '../test/warehouse.ts'
import { type HitsRequest, listHits } from './hits.ts'
import { runningDeadlines } from './running-deadlines.ts'

let clickhouse: ClickHouse
beforeAll(async () => {
  clickhouse = await openWarehouse()
  await clickhouse.insert(
    'deadlines',
    deadlineRows('issuance.three-days', '2026-03-02 09:00', '2026-03-05 09:00', [['breached', '2026-03-05 09:00']]),
    { token: 'need-to-know:deadlines' },
  )
  const mine = eventRow('review.completed', '2026-03-02 10:00', { node: 'n', actor: 'S003', readSeconds: 2 })
  await clickhouse.insert('events', [mine], { token: 'need-to-know:events' })
  const hits = [
    hitRow('plain', '2026-03-02 10:00'),
    hitRow('laundering', '2026-03-02 10:00', { class: 'money-laundering' }),
    hitRow('elsewhere', '2026-03-02 10:00', { orgunit: 'b02-s01' }),
    hitRow('by-me', '2026-03-02 10:00', { actor: 'S003' }),
    hitRow('i-took-part', '2026-03-02 10:00', { actor: 'A900', evidence: ['core#x', `core#${mine.id}`] }),
  ]
  await clickhouse.insert('hits', hits, { token: 'need-to-know:hits' })
})
afterAll(() => clickhouse.close())

test('hits stop at the own units, at money laundering, and at what oneself took part in', async () => {
  const rules = async (scope: Scope) =>
    (await listHits(clickhouse, scope, { limit: 10 })).map((hit) => hit.ruleId).sort()
  expect(await rules(scopeFor('branchOfficer'))).toEqual(['plain'])
  expect(await rules(scopeFor('officer'))).toEqual(['by-me', 'elsewhere', 'i-took-part', 'laundering', 'plain'])
  expect(await rules(serviceScope({ id: 't', orgunit: 'b01', grants: [] }))).toEqual(['by-me', 'i-took-part', 'plain'])
})

test('hits are narrowed by rule, subject and time, and go on where the page before ended', async () => {
  const list = async (request: Partial<HitsRequest>) =>
    (await listHits(clickhouse, scopeFor('officer'), { limit: 10, ...request })).map((hit) => hit.hitId)
  const all = await listHits(clickhouse, scopeFor('officer'), { limit: 10 })
  const [first, second] = all
  expect(await list({ rule: first!.ruleId })).toEqual([first!.hitId])
  expect(await list({ subject: first!.subject })).toEqual([first!.hitId])
  expect(await list({ limit: 1, before: { at: Date.parse(first!.at), hitId: first!.hitId } })).toEqual([second!.hitId])
  expect(await list({ to: at('2026-03-02 10:00') })).toEqual([])
  expect(await list({ from: at('2026-03-02 10:00') })).toHaveLength(all.length)
})

test('a unit named like a placeholder brings no SQL along', async () => {
  const asked = { which: 'overdue', asOf: at('2026-03-06 09:00'), limit: 10 } as const
  const scope = scopeFor('officer')
  expect((await runningDeadlines(clickhouse, scope, asked)).total).toBe(1)
  const injected = { ...asked, unit: '{actor:String}', actor: ') OR 1=1 OR (1=1 OR ' }
  expect(await runningDeadlines(clickhouse, scope, injected)).toEqual({ rows: [], total: 0 })
})
