import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { setGoals } from '../goals/goals.ts'
import { addDays, startOfDay } from '../indicators/period.ts'
import { inbox } from '../notifications/inbox.ts'
import type { Postgres } from '../postgres/connect.ts'
import {
  deliveries,
  deliveryChannels,
  indicatorAlertChecks,
  indicatorAlerts,
  issueActions,
  notifications,
  people,
} from '../postgres/schema.ts'
import { openBank, type Staff, scopeFor, staff } from '../test/bank.ts'
import { at, hitRow, milestoneRow, openWarehouse } from '../test/warehouse.ts'
import { checkAlerts } from './check.ts'
import { alertsOf } from './list.ts'
import { type AlertWish, removeAlert, setAlert } from './set.ts'

let postgres: Postgres
let clickhouse: ClickHouse
/** Decisions by day of March 2026 at b01-s01-o1; b02-s01 has one a day. */
const decisions = [10, 10, 10, 10, 10, 3, 3, 5, 10, 20, 2, 0, 0, 8]
const dayOfMarch = (date: number) => addDays('2026-03-01', date - 1)

beforeAll(async () => {
  postgres = await openBank()
  clickhouse = await openWarehouse()
  const rows = decisions.flatMap((n, i) => {
    const time = `${dayOfMarch(i + 1)} 10:00`
    return [
      ...Array.from({ length: n }, () => milestoneRow('decided', time, { decision: 'approved' })),
      milestoneRow('decided', time, { decision: 'approved', orgunit: 'b02-s01' }),
      // 100 a day until the tenth, then 400: 31 days of 100 are 3,100.
      milestoneRow('disbursed', time, { amount: i < 10 ? 100 : 400 }),
    ]
  })
  await clickhouse.insert('milestones', rows, { token: 'test:milestones' })
  await clickhouse.insert('hits', [hitRow('transfer.fan-out', '2026-03-06 11:00', { class: 'money-laundering' })], {
    token: 'test:hits',
  })
  await setGoals(
    postgres.db,
    ['2026-03', '2026-04'].map((month) => ({
      ...{ indicator: 'instalment.volume', orgunit: 'b01', product: '', month, value: 4000 },
    })),
  )
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})
beforeEach(async () => {
  await postgres.db.delete(indicatorAlerts)
  await postgres.db.delete(notifications)
  await postgres.db.delete(issueActions)
  await postgres.db.update(people).set({ orgunit: 'b01-s01', active: true }).where(eq(people.id, staff.manager[0]))
})

const few: AlertWish = { indicator: 'approval.decided', orgunit: 'b01-s01', condition: 'below', bound: 5, grain: 'day' }
const set = (who: Staff, wish: Partial<AlertWish> = {}) =>
  setAlert(postgres.db, scopeFor(who), { ...few, ...wish }, new Date(at('2026-03-05 09:00')))
const setFor = async (who: Staff, wish: Partial<AlertWish> = {}) => {
  const outcome = await set(who, wish)
  if (outcome.kind !== 'set') throw new Error(JSON.stringify(outcome))
  return outcome.alert
}
/** As of the beginning of a day of March: the day before is over. */
const check = (date: number, stores = { postgres, clickhouse }) => {
  const until = startOfDay(dayOfMarch(date))
  return checkAlerts(stores, { until, now: new Date(until + 60_000) })
}
const outcomes = async () =>
  (await postgres.db.select().from(indicatorAlertChecks).orderBy(indicatorAlertChecks.period)).map(
    ({ period, outcome, value }) => [period.slice(-2), outcome, value],
  )
const told = async () =>
  (await postgres.db.select().from(notifications).orderBy(notifications.createdAt)).map(({ titleZh }) => titleZh)

describe('a bound', () => {
  test('is told of once when it is crossed and once when the number is back behind it', async () => {
    await setFor('manager')
    for (let date = 6; date <= 11; date++) await check(date)
    expect(await outcomes()).toEqual([
      ['05', 'clear', 10],
      ['06', 'crossed', 3],
      ['07', 'still', 3],
      // At the bound, but not behind it by 2 %.
      ['08', 'still', 5],
      ['09', 'recovered', 10],
      ['10', 'clear', 20],
    ])
    expect(await told()).toEqual([
      '审批量（b01-s01）低于 5：2026-03-06 为 3',
      '审批量（b01-s01）已恢复（低于 5）：2026-03-09 为 10',
    ])
    const [row] = await postgres.db.select().from(notifications).orderBy(notifications.createdAt)
    expect(row).toMatchObject({ personId: 'S020', orgunit: 'b01-s01', kind: 'alert', class: 'operational' })
    expect(row!.titleEn).toBe('Decisions, b01-s01: below 5; 3 on 2026-03-06')
  })

  test('a day that is not over is not judged, however late the feed', async () => {
    await setFor('manager')
    await check(6)
    const late = { until: startOfDay(dayOfMarch(7)) - 1, now: new Date(at('2026-03-09 10:00')) }
    expect(await checkAlerts({ postgres, clickhouse }, late)).toEqual({ judged: 0, told: 0 })
    expect((await outcomes()).map(([day]) => day)).toEqual(['05'])
  })

  test('after a pause every day is judged in its order, and none twice', async () => {
    await setFor('manager')
    await check(6)
    const runs = await Promise.all([check(11), check(11)])
    expect(runs.reduce((all, { judged }) => all + judged, 0)).toBe(5)
    expect(await check(11)).toEqual({ judged: 0, told: 0 })
    expect((await outcomes()).map(([day]) => day)).toEqual(['05', '06', '07', '08', '09', '10'])
    expect(await told()).toHaveLength(2)
  })

  test('killed before the end of a judgement nothing of it is there, and afterwards it is told once', async () => {
    await setFor('manager')
    await check(6)
    const { db } = postgres
    const dying = Object.create(db, {
      transaction: {
        value: (work: Parameters<typeof db.transaction>[0]) =>
          db.transaction(async (tx) => {
            await work(tx)
            throw new Error('killed')
          }),
      },
    }) as typeof db
    await expect(check(7, { postgres: { ...postgres, db: dying }, clickhouse })).rejects.toThrow('killed')
    expect([(await outcomes()).length, (await told()).length]).toEqual([1, 0])
    await check(7)
    await check(7)
    expect([(await outcomes()).length, (await told()).length]).toEqual([2, 1])
  })

  test('weeks and months are judged when they are over', async () => {
    await setFor('manager', { grain: 'week', bound: 1000 })
    await check(9)
    await check(15)
    // The week of the 2nd has 40 + 3 + 3 + 5 of the manager's units up to Sunday the 8th.
    expect(await outcomes()).toEqual([['02', 'crossed', 51]])
  })
})

describe('a change', () => {
  test('against the day before, in either way or in one', async () => {
    await setFor('manager', { condition: 'change', bound: 0.5 })
    await setFor('manager', { condition: 'fall', bound: 0.5 })
    for (let date = 6; date <= 14; date++) await check(date)
    const kept = await postgres.db.select().from(indicatorAlertChecks).orderBy(indicatorAlertChecks.period)
    const of = (id: number) =>
      kept.filter(({ alertId }) => alertId === id).map(({ period, outcome }) => [period.slice(-2), outcome])
    const [change, fall] = (await postgres.db.select().from(indicatorAlerts).orderBy(indicatorAlerts.id)).map(
      ({ id }) => id,
    )
    // 10 10 3 3 5 10 20 2 0 0
    expect(of(change!)).toEqual([
      ...[
        ['05', 'clear'],
        ['06', 'crossed'],
        ['07', 'recovered'],
        ['08', 'crossed'],
        ['09', 'still'],
      ],
      ...[
        ['10', 'still'],
        ['11', 'still'],
        ['12', 'still'],
        ['13', 'none'],
      ],
    ])
    expect(of(fall!)).toEqual([
      ...[
        ['05', 'clear'],
        ['06', 'crossed'],
        ['07', 'recovered'],
        ['08', 'clear'],
        ['09', 'clear'],
      ],
      ...[
        ['10', 'clear'],
        ['11', 'crossed'],
        ['12', 'still'],
        ['13', 'none'],
      ],
    ])
    expect((await told())[0]).toBe('审批量（b01-s01）较上期变动超过 50.0%：2026-03-06 为 3，上期 10')
  })
})

describe('a goal at risk', () => {
  test('is told by where the month leads, not in its first days, and each month anew', async () => {
    await setFor('lead', { indicator: 'instalment.volume', orgunit: 'b01', condition: 'goal', bound: 1 })
    for (let date = 2; date <= 15; date++) await check(date)
    const found = await outcomes()
    expect(found.slice(0, 4)).toEqual([
      ['01', 'none', 100],
      ['02', 'none', 200],
      ['03', 'none', 300],
      ['04', 'crossed', 400],
    ])
    // 10 days of 100 and 2 of 400 in 12 of 31 days lead to 4,650 of 4,000.
    expect(found.slice(9, 12)).toEqual([
      ['10', 'still', 1000],
      ['11', 'still', 1400],
      ['12', 'recovered', 1800],
    ])
    expect(await told()).toEqual([
      '分期放款额（b01）按进度推算达不到目标的 100.0%：截至 2026-03-04 为 4.00 元，全月目标 40.00 元',
      '分期放款额（b01）已恢复（按进度推算达不到目标的 100.0%）：截至 2026-03-12 为 18.00 元，全月目标 40.00 元',
    ])
    // Nothing comes any more: March is at risk again, and April when an eighth of it is over, though March never recovered.
    await check(31 + 6)
    const later = (await told()).slice(2)
    expect(later).toHaveLength(2)
    expect(later[1]).toContain('2026-04-04')
  })
})

describe('access', () => {
  test('lost meanwhile, nothing is told and no number shown, of what was told before neither', async () => {
    await setFor('manager')
    await check(6)
    await check(7)
    expect((await inbox(postgres.db, scopeFor('manager'), { limit: 9 })).rows).toHaveLength(1)
    await postgres.db.update(people).set({ orgunit: 'b02' }).where(eq(people.id, staff.manager[0]))
    const moved = { ...scopeFor('manager'), orgunit: 'b02' }
    await check(8)
    await check(10)
    expect((await outcomes()).slice(2)).toEqual([
      ['07', 'not-permitted', null],
      ['08', 'not-permitted', null],
      ['09', 'not-permitted', null],
    ])
    expect(await told()).toHaveLength(1)
    expect((await inbox(postgres.db, moved, { limit: 9 })).rows).toEqual([])
    expect(await alertsOf(postgres.db, moved)).toMatchObject([{ open: false, last: null }])
  })
  test('who left is told nothing', async () => {
    await setFor('manager')
    await postgres.db.update(people).set({ active: false }).where(eq(people.id, staff.manager[0]))
    expect(await check(7)).toEqual({ judged: 0, told: 0 })
  })
  test('what the head office counts with money laundering is told as such', async () => {
    await setFor('lead', { indicator: 'supervision.hits', orgunit: 'b01', condition: 'above', bound: 0 })
    await check(7)
    const [row] = await postgres.db.select().from(notifications)
    expect(row).toMatchObject({ class: 'money-laundering' })
    expect((await inbox(postgres.db, { ...scopeFor('lead'), orgunit: 'b01' }, { limit: 9 })).rows).toEqual([])
  })
  test('it goes by the channels its owner wishes', async () => {
    const channel = { channel: 'email' as const, address: 'manager@bank.example', minimum: 'medium' as const }
    await postgres.db.insert(deliveryChannels).values({ ...channel, personId: staff.manager[0], updatedAt: new Date() })
    await setFor('manager')
    await check(7)
    expect(await postgres.db.select().from(deliveries)).toMatchObject([{ channel: 'email', personId: 'S020' }])
  })
})

describe('setting and taking back', () => {
  const last = async () => (await postgres.db.select().from(issueActions).orderBy(desc(issueActions.seq)).limit(1))[0]
  test('are on record, and one’s own only', async () => {
    const { id } = await setFor('manager')
    expect(await last()).toMatchObject({ kind: 'alert-set', personId: 'S020', detail: { alert: id, ...few } })
    expect(await removeAlert(postgres.db, scopeFor('lead'), id, new Date())).toBe(false)
    expect(await alertsOf(postgres.db, scopeFor('lead'))).toEqual([])
    await check(6)
    expect(await removeAlert(postgres.db, scopeFor('manager'), id, new Date())).toBe(true)
    expect(await last()).toMatchObject({ kind: 'alert-removed', personId: 'S020' })
    expect(await postgres.db.select().from(indicatorAlertChecks)).toEqual([])
  })
  test.each([
    ['manager', { orgunit: 'b02' }, 'not-permitted'],
    ['manager', { orgunit: 'b01' }, 'not-permitted'],
    ['manager', { indicator: 'supervision.coverage' }, 'not-permitted'],
    ['executive', { indicator: 'operations.lag', orgunit: 'hq' }, 'not-permitted'],
    ['admin', { orgunit: 'hq' }, 'not-permitted'],
    ['lead', { orgunit: 'b77' }, 'orgunit'],
    ['lead', { indicator: 'shoe.size' }, 'indicator'],
    ['lead', { condition: 'goal', bound: 1 }, 'condition'],
    ['lead', { indicator: 'issues.live', condition: 'rise' }, 'condition'],
    ['lead', { indicator: 'instalment.attainment', grain: 'day' }, 'grain'],
    ['lead', { indicator: 'issues.live', grain: 'week' }, 'grain'],
    ['lead', { indicator: 'instalment.volume', condition: 'goal', grain: 'month', bound: 1 }, 'grain'],
    ['lead', { bound: Number.NaN }, 'bound'],
    ['lead', { condition: 'rise', bound: 0 }, 'bound'],
  ] as [Staff, Partial<AlertWish>, string][])('%s %o: %s', async (who, wish, why) => {
    const outcome = await set(who, wish)
    expect(outcome.kind === 'wrong' ? outcome.what : outcome.kind).toBe(why)
    expect(await postgres.db.select().from(issueActions)).toEqual([])
  })
  test('fifty are enough', async () => {
    for (let n = 0; n < 50; n++) await setFor('lead')
    expect(await set('lead')).toEqual({ kind: 'wrong', what: 'many' })
  })
})
