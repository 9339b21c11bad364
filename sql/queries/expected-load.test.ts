import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { scopeFor } from '../test/bank.ts'
import { branchWeek } from '../test/branch-week.ts'
import { at, openWarehouse } from '../test/warehouse.ts'
import { expectedLoad } from './expected-load.ts'
import { outletsNow } from './outlets-now.ts'

let clickhouse: ClickHouse

beforeAll(async () => {
  clickhouse = await openWarehouse()
  await clickhouse.insert('events', branchWeek(), { token: 'test:events' })
})
afterAll(() => clickhouse.close())

describe('halls now and the next hours', () => {
  const noon = { clientKind: 'personal', asOf: at('2026-03-10 12:00') } as const
  test('who took a number within three hours and was not served is in the hall', async () => {
    const found = await outletsNow(clickhouse, scopeFor('executive'), { unit: 'hq', ...noon })
    expect(found).toEqual([
      { orgunit: 'b01-s01-o1', inHall: 1, longest: at('2026-03-10 11:30'), servedToday: 0, windows: 3 },
      { orgunit: 'b02-s01', inHall: 1, longest: at('2026-03-10 11:45'), servedToday: 0, windows: null },
    ])
    const own = await outletsNow(clickhouse, scopeFor('manager2'), { unit: 'b02', ...noon })
    expect(own.map(({ orgunit }) => orgunit)).toEqual(['b02-s01'])
    expect(await outletsNow(clickhouse, scopeFor('manager2'), { unit: 'b01', ...noon })).toEqual([])
  })

  test('load is expected from history, today’s pace and appointments', async () => {
    const found = await expectedLoad(clickhouse, scopeFor('executive'), { unit: 'hq', ...noon })
    // One Tuesday alone is too few: the two days of the history. One of three booked came who did not cancel; two of four went to a counter.
    expect(found).toMatchObject({ basis: { days: 2, sameWeekday: false }, plan: '2026-03-03' })
    expect(found.rates).toEqual({ shownUp: 1 / 3, atCounter: 2 / 4, seconds: 450 })
    const outlet = found.outlets.find(({ orgunit }) => orgunit === 'b01-s01-o1')!
    // Two walked in; by now one and a half usually have.
    expect(outlet.pace).toBeCloseTo(7 / 6.5, 12)
    expect(found.days.get('b01-s01-o1')!.usual).toEqual({ 20: 0.5, 22: 1 })
    expect(outlet.slots.map(({ slot }) => slot)).toEqual([24, 25, 26, 27, 28, 29, 30, 31])
    expect(outlet.slots[1]).toMatchObject({ walkIns: 0, booked: 1 / 3, needed: 1, windows: 3 })
    const later = await expectedLoad(clickhouse, scopeFor('executive'), {
      unit: 'hq',
      clientKind: 'personal',
      asOf: at('2026-03-10 15:00'),
    })
    expect(later.outlets.find(({ orgunit }) => orgunit === 'b01-s01-o1')!.slots.map(({ windows }) => windows)).toEqual([
      3, 3, 3, 3, 0, 0, 0, 0,
    ])
    // A Saturday is told from days off, and the history has none.
    const saturday = { unit: 'hq', clientKind: 'personal', asOf: at('2026-03-14 12:00') } as const
    const off = await expectedLoad(clickhouse, scopeFor('executive'), saturday)
    expect(off.basis).toEqual({ days: 0, sameWeekday: false })
    expect(off.outlets.flatMap(({ slots }) => slots.filter(({ walkIns }) => walkIns > 0))).toEqual([])
    const own = await expectedLoad(clickhouse, scopeFor('manager2'), { unit: 'b02', ...noon })
    expect(own.outlets.map(({ orgunit }) => orgunit)).toEqual(['b02-s01'])
  })
})
