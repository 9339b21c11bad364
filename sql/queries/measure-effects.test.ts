import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scopeOf } from '../access/scope.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { longestMeasure, recordMeasure } from '../cockpit/measures.ts'
import type { Postgres } from '../postgres/connect.ts'
import { orgUnits } from '../postgres/schema.ts'
import { openBank, scopeFor } from '../test/bank.ts'
import { at, blockRow, eventRow, openWarehouse } from '../test/warehouse.ts'
import { measureEffects } from './measure-effects.ts'

let postgres: Postgres
let clickhouse: ClickHouse
const indicator = 'appointments.booked'
const asOf = at('2026-03-10 12:00')
const now = { now: new Date(asOf), today: '2026-03-10' }
const sisters = ['b02-s02', 'b02-s03', 'b02-s04', 'b02-s05']

/** Appointments of a unit booked on the day before the sixth and on the sixth, so many. */
const booked = (orgunit: string, before: number, after: number) =>
  [...Array<string>(before).fill('2026-03-05'), ...Array<string>(after).fill('2026-03-06')].map((day) =>
    eventRow(
      'appointment.booked',
      `${day} 10:00`,
      { clientKind: 'personal', business: 'cash', plannedAt: at(`${day} 15:00`), channel: 'web' },
      { orgunit },
    ),
  )

beforeAll(async () => {
  postgres = await openBank()
  await postgres.db
    .insert(orgUnits)
    .values(sisters.map((id) => ({ id, parentId: 'b02', kind: 'sub-branch' as const, zh: id, en: id })))
  clickhouse = await openWarehouse()
  const log = [
    booked('b01-s01-o1', 4, 1),
    booked('b02-s01', 4, 6),
    // Booked for by nobody any more: a loss of all, not an unknown.
    booked('b02-s02', 4, 0),
    booked('b02-s03', 2, 2),
    booked('b02-s04', 4, 5),
    // Acted itself.
    booked('b02-s05', 1, 100),
  ]
  await clickhouse.insert('events', log.flat(), { token: 'test:events' })
  const blocks = [blockRow(1, '2026-03-10 12:00', { watermark: '2026-03-10 04:00:00.000' })]
  await clickhouse.insert('blocks', blocks, { token: 'test:blocks' })
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})

const wish = { indicator, orgunit: 'b01-s01-o1', startsOn: '2026-03-06', text: ' Call  customers ' }
const record = (who: 'manager' | 'manager2' | 'executive', differing: Partial<typeof wish> = {}) =>
  recordMeasure(postgres.db, scopeFor(who), { ...wish, ...differing }, now)
const effects = (who: 'manager' | 'manager2', unit: string) =>
  measureEffects({ postgres, clickhouse }, scopeFor(who), { indicator, unit, asOf })

describe('measures', () => {
  test('are recorded for own units by those who may, on the chain, and told before and after', async () => {
    expect(await record('manager')).toMatchObject({ kind: 'recorded', measure: { text: 'Call customers' } })
    const [action] = await postgres.db.query.issueActions.findMany({ orderBy: (t, { desc }) => desc(t.seq), limit: 1 })
    expect(action).toMatchObject({ kind: 'branch-measure', personId: 'S020', detail: { orgunit: 'b01-s01-o1' } })
    // Four days before the sixth, four from it on; nobody beside it to compare with.
    expect(await effects('manager', 'b01-s01')).toMatchObject([
      { days: 4, relative: true, before: 4, after: 1, effect: null },
    ])
    expect(await effects('manager2', 'b01-s01')).toEqual([])
  })

  test.each([
    ['executive', {}, { kind: 'not-permitted' }],
    ['manager2', {}, { kind: 'not-permitted' }],
    ['manager', { indicator: 'branch.served' }, { kind: 'wrong', what: 'indicator' }],
    ['manager', { orgunit: 'b01-s01-o9' }, { kind: 'wrong', what: 'orgunit' }],
    ['manager', { startsOn: '2026-03-11' }, { kind: 'wrong', what: 'startsOn' }],
    ['manager', { text: '  ' }, { kind: 'wrong', what: 'text' }],
    ['manager', { text: 'x'.repeat(longestMeasure + 1) }, { kind: 'wrong', what: 'text' }],
  ] as const)('are refused: %s %o', async (who, differing, outcome) => {
    expect(await record(who, differing)).toEqual(outcome)
  })

  test('are held against sister units that took none, however many measures came after theirs', async () => {
    await record('manager2', { orgunit: 'b02-s05', startsOn: '2026-03-05' })
    for (let i = 0; i < 21; i++) await record('manager2', { orgunit: 'b02-s01' })
    const told = await effects('manager2', 'b02-s01')
    expect(told).toHaveLength(20)
    // A half more, where the others lost a quarter on average: all of it, nothing, and a quarter more.
    for (const { before, after, effect } of told) {
      expect({ before, after }).toEqual({ before: 4, after: 6 })
      expect(effect).toMatchObject({ n: 3, own: 0.5, others: -0.25, effect: 0.75 })
    }
  })

  test('of who does not see the sisters are told alone', async () => {
    const own = scopeOf({ id: 'S021', role: 'manager', orgunit: 'b02-s01' })
    const [told] = await measureEffects({ postgres, clickhouse }, own, { indicator, unit: 'b02-s01', asOf })
    expect(told).toMatchObject({ before: 4, after: 6, effect: null })
  })
})
