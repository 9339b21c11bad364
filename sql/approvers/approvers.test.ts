import { afterAll, beforeAll, expect, test } from 'vitest'
import { scopeOf } from '../access/scope.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { runIndicator } from '../indicators/run.ts'
import type { Postgres } from '../postgres/connect.ts'
import { openBank, scopeFor, staff } from '../test/bank.ts'
import { eventRow, hitRow, openWarehouse } from '../test/warehouse.ts'
import { approvers } from './approvers.ts'
import { eventsOf, hitsOf } from './findings.ts'
import { pairs } from './pairs.ts'

let postgres: Postgres
let clickhouse: ClickHouse
const period = { from: '2026-03-01', to: '2026-04-01' }
const self = staff.manager[0]

const decision = (i: number, actor: string, differing: object = {}, hour = '10') =>
  eventRow(
    'approval.decided',
    `2026-03-0${(i % 5) + 2} ${hour}:00`,
    {
      actor,
      decision: 'approved',
      mode: 'manual',
      amount: 100,
      readSeconds: 60 + i,
      suggestion: 'approved',
      ...differing,
    },
    { subject: `${actor}-${i}` },
  )
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))

beforeAll(async () => {
  postgres = await openBank()
  clickhouse = await openWarehouse()
  const events = [
    // 40 decisions: ten against the model, four at night, five declined.
    ...times(40, (i) =>
      decision(
        i,
        'A1',
        {
          ...(i < 10 ? { suggestion: 'declined' } : {}),
          ...(i >= 35 ? { decision: 'declined', suggestion: 'manual' } : {}),
        },
        i < 4 ? '23' : '10',
      ),
    ),
    ...times(30, (i) => decision(i, 'A2')),
    ...times(3, (i) => decision(i, 'A3')),
    ...times(31, (i) => decision(i, self)),
    decision(90, 'sys', { mode: 'instant' }),
    // A1 has nearly always the same reviewer, A2 never.
    ...times(40, (i) =>
      eventRow(
        'review.completed',
        '2026-03-01 10:00',
        { actor: i < 30 ? 'R1' : 'R2', opinion: 'pass', node: 'n' },
        { subject: `A1-${i}` },
      ),
    ),
    ...times(30, (i) =>
      eventRow(
        'review.completed',
        '2026-03-01 10:00',
        { actor: 'R2', opinion: 'pass', node: 'n' },
        { subject: `A2-${i}` },
      ),
    ),
    ...times(31, (i) =>
      eventRow(
        'review.completed',
        '2026-03-01 10:00',
        { actor: 'R2', opinion: 'pass', node: 'n' },
        { subject: `${self}-${i}` },
      ),
    ),
  ]
  await clickhouse.insert('events', events, { token: 'test:events' })
  const hits = [
    ...times(2, () => hitRow('a.rule', '2026-03-03 10:00', { actor: 'A1', subject: 'A1-1' })),
    hitRow('a.rule', '2026-03-03 10:00', { actor: 'A1', subject: 'A1-2', step: 'remind-1' }),
    hitRow('a.rule', '2026-03-03 10:00', { actor: 'A1', subject: 'A1-3', class: 'money-laundering' }),
    hitRow('a.rule', '2026-03-03 10:00', { actor: self }),
    ...[1, -1].map((sign) => ({ ...hitRow('a.rule', '2026-03-04 10:00', { actor: 'A1', hit_id: 'gone' }), sign })),
  ]
  await clickhouse.insert('hits', hits, { token: 'test:hits' })
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})
const stores = () => ({ clickhouse, postgres })
const told = async (scope: Parameters<typeof approvers>[1], unit = 'hq') => {
  const found = await approvers(stores(), scope, { period, unit })
  return new Map(found!.approvers.map((each) => [each.id, each]))
}

test('each against the peers; few decisions are marked and compare nobody', async () => {
  const found = await approvers(stores(), scopeFor('lead'), { period, unit: 'hq' })
  const [first] = found!.approvers
  expect(first).toEqual({
    id: 'A1',
    orgunit: 'b01-s01-o1',
    decisions: 40,
    few: false,
    values: {
      'approver.decisions': 40,
      'approver.per-day': 8,
      'approver.read-median': 79,
      'approver.approve-rate': 35 / 40,
      'approver.override-rate': 10 / 35,
      'approver.night-share': 4 / 40,
      // Two of the house's rules and one of money laundering, which the head office counts.
      'approver.hits-per-thousand': 75,
    },
  })
  expect(found!.approvers.map(({ id, few }) => [id, few])).toEqual([
    ['A1', false],
    [self, false],
    ['A2', false],
    ['A3', true],
  ])
  expect(found!.peers['approver.decisions']).toBe(31)
})

test('within one’s units and class, and nothing of oneself', async () => {
  const mine = await told(scopeFor('manager'), 'b01-s01')
  expect([...mine.keys()]).toEqual(['A1', 'A2', 'A3'])
  expect(mine.get('A1')!.values['approver.hits-per-thousand']).toBe(50)
  expect([...(await told(scopeFor('manager2'), 'b02')).keys()]).toEqual([])
  expect(await approvers(stores(), scopeFor('admin'), { period, unit: 'hq' })).toBeNull()
  expect(await approvers(stores(), scopeFor('executive'), { period, unit: 'hq' })).toBeNull()
  // Nor by asking for the number itself.
  const own = await runIndicator(stores(), scopeFor('manager'), {
    ...{ id: 'approver.hits-per-thousand', ...period, filters: { actor: self } },
  })
  expect(own).toMatchObject({ kind: 'ok', total: { numerator: 0 } })
  const byLead = await runIndicator(stores(), scopeFor('lead'), {
    ...{ id: 'approver.hits-per-thousand', ...period, filters: { actor: self } },
  })
  expect(byLead).toMatchObject({ total: { numerator: 1000, denominator: 31 } })
})

test('who meets far more often than chance', async () => {
  const found = await pairs(clickhouse, scopeFor('lead'), { period, unit: 'hq', limit: 9 })
  expect(found).toMatchObject([{ approver: 'A1', colleague: 'R1', role: 'reviewer', together: 30, of: 40 }])
  expect(found[0]!.usual).toBeCloseTo(30 / 101)
  const asking = (scope: Parameters<typeof pairs>[1], approver?: string) =>
    pairs(clickhouse, scope, { period, unit: 'hq', approver, limit: 9 })
  expect(await asking(scopeFor('lead'), 'A2')).toEqual([])
  expect(await asking(scopeFor('manager2'))).toEqual([])
  expect(await asking(scopeFor('executive'))).toEqual([])
  expect(await asking(scopeOf({ id: 'A1', role: 'lead', orgunit: 'hq' }))).toEqual([])
})

test('down to the hits and what was done, of those the reader may see', async () => {
  const asking = { period, approver: 'A1', limit: 50 }
  expect(await hitsOf(clickhouse, scopeFor('lead'), asking)).toHaveLength(3)
  expect(await hitsOf(clickhouse, scopeFor('manager'), asking)).toHaveLength(2)
  expect(await hitsOf(clickhouse, scopeFor('manager2'), asking)).toEqual([])
  expect(await hitsOf(clickhouse, scopeFor('manager'), { ...asking, approver: self })).toEqual([])
  expect(await eventsOf(clickhouse, scopeFor('lead'), { ...asking, limit: 3 })).toMatchObject([
    { type: 'approval.decided', decision: expect.any(String) },
    {},
    {},
  ])
  expect(await eventsOf(clickhouse, scopeFor('manager'), { ...asking, approver: self })).toEqual([])
})
