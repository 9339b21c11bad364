import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Postgres } from '../postgres/connect.ts'
import { cockpitRows, countsRows } from '../queries/cockpit-rows.ts'
import { expectedLoad } from '../queries/expected-load.ts'
import { outletsNow } from '../queries/outlets-now.ts'
import { openBank, scopeFor } from '../test/bank.ts'
import { at, blockRow, eventRow, openWarehouse } from '../test/warehouse.ts'
import { appointments } from './catalogue/appointments.ts'
import { business } from './catalogue/business.ts'
import { indicators } from './catalogue.ts'
import { type IndicatorAnswer, type IndicatorRequest, runIndicators } from './run.ts'

let postgres: Postgres
let clickhouse: ClickHouse
const week = { from: '2026-03-02', to: '2026-03-09' }

const ask = async (requests: (Partial<IndicatorRequest> & { id: string })[]): Promise<IndicatorAnswer[]> => {
  const asked = requests.map((request) => ({ ...week, ...request }))
  const answers = await runIndicators({ postgres, clickhouse }, scopeFor('executive'), asked)
  expect(answers.filter(({ kind }) => kind !== 'ok')).toEqual([])
  return answers as IndicatorAnswer[]
}

beforeAll(async () => {
  postgres = await openBank()
  clickhouse = await openWarehouse()
  await clickhouse.insert('events', log(), { token: 'test:events' })
  const blocks = [blockRow(1, '2026-03-06 12:00', { watermark: '2026-03-06 04:00:00.000' })]
  await clickhouse.insert('blocks', blocks, { token: 'test:blocks' })
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})

const elsewhere = { orgunit: 'b02-s01' }

const log = () => {
  const visitor = (subject: string, clientKind: 'personal' | 'corporate', business: string, place: object = {}) => {
    const of = { clientKind, business }
    const told = (...[type, time, data = {}]: [Parameters<typeof eventRow>[0], string, object?]) =>
      eventRow(type, time, { ...of, ...data }, { subject, ...place })
    return {
      booked: (time: string, planned: string, channel: string) =>
        told('appointment.booked', time, { channel, plannedAt: at(planned) }),
      cancelled: (time: string) => told('appointment.cancelled', time, { reason: 'r' }),
      arrived: (time: string) => told('appointment.arrived', time),
      taken: (time: string, recognised: boolean, whitelisted = false) =>
        told('queue.taken', time, { recognised, whitelisted }),
      left: (time: string) => told('queue.left', time),
      rated: (time: string, rating: number) => told('visit.rated', time, { rating, business: undefined }),
      served: (time: string, channel: string, waitSeconds: number, durationSeconds: number, more: object = {}) =>
        told('counter.served', time, { channel, waitSeconds, durationSeconds, result: 'pass', ...more }),
    }
  }
  const p1 = visitor('p1', 'personal', 'cash')
  const p2 = visitor('p2', 'personal', 'wealth')
  const p3 = visitor('p3', 'personal', 'cash')
  const p4 = visitor('p4', 'personal', 'cash')
  const p5 = visitor('p5', 'personal', 'cash', elsewhere)
  const w1 = visitor('w1', 'personal', 'cash')
  const w2 = visitor('w2', 'personal', 'cash')
  const w3 = visitor('w3', 'personal', 'card-service', elsewhere)
  const w4 = visitor('w4', 'personal', 'card-service')
  const c1 = visitor('c1', 'corporate', 'payroll')
  const c2 = visitor('c2', 'corporate', 'payroll')
  const c3 = visitor('c3', 'corporate', 'settlement')
  const c4 = visitor('c4', 'corporate', 'settlement', elsewhere)
  const w5 = visitor('w5', 'personal', 'cash')
  const w6 = visitor('w6', 'personal', 'cash')
  const w7 = visitor('w7', 'personal', 'cash', elsewhere)
  const w8 = visitor('w8', 'personal', 'cash')
  const open = (clientKind: 'personal' | 'corporate', time: string, windows: number) =>
    eventRow('counter.staffed', time, { clientKind, windows })
  const settled = (data: object, place = {}) =>
    eventRow('settlement.made', '2026-03-03 10:00', { currency: 'CNY', result: 'pass', ...data } as never, place)
  const balance = (time: string, account: string, fen: number, customer: string, termed: boolean, place = {}) =>
    eventRow('account.observed', time, { account, balance: fen, customer, termed }, place)
  const visit = (manager: string, result: string, place = {}) =>
    eventRow('client.visited', '2026-03-04 10:00', { customer: 'k1', manager, method: 'onsite', result }, place)
  const signed = (customer: string, product: string, place = {}) =>
    eventRow('product.signed', '2026-03-04 10:00', { customer, signed: product }, place)
  return [
    p1.booked('2026-03-02 09:00', '2026-03-03 10:00', 'mobile'),
    p1.arrived('2026-03-03 09:55'),
    p1.taken('2026-03-03 09:55', true, true),
    p1.served('2026-03-03 10:10', 'counter', 300, 600, { sold: 'fund', actor: 't1' }),
    p1.rated('2026-03-03 10:11', 5),
    p2.booked('2026-03-03 08:00', '2026-03-03 15:00', 'web'),
    p2.cancelled('2026-03-03 14:00'),
    p3.booked('2026-03-04 09:00', '2026-03-05 09:00', 'staff'),
    // Planned after the week, and within it but not due yet.
    p4.booked('2026-03-05 09:00', '2026-03-10 10:00', 'phone'),
    p5.booked('2026-03-05 10:00', '2026-03-08 11:00', 'phone'),
    w1.taken('2026-03-03 11:00', false),
    w1.served('2026-03-03 11:40', 'counter', 1500, 300, { actor: 't1' }),
    w1.rated('2026-03-03 11:41', 2),
    w2.taken('2026-03-03 11:05', true),
    w2.left('2026-03-03 11:30'),
    w3.taken('2026-03-04 10:00', true),
    w3.served('2026-03-04 10:03', 'terminal', 60, 120, { sold: 'card' }),
    w4.taken('2026-03-04 10:10', false),
    w4.served('2026-03-04 10:14', 'robot', 0, 200, { result: 'fail' }),
    eventRow('complaint.filed', '2026-03-04 12:00', { customer: 'k', topic: 'service' }),
    eventRow('complaint.filed', '2026-03-04 12:00', { customer: 'k', topic: 'fee' }),
    c1.booked('2026-03-04 09:00', '2026-03-04 14:00', 'phone'),
    c1.arrived('2026-03-04 13:50'),
    c1.taken('2026-03-04 13:50', true),
    c1.served('2026-03-04 14:10', 'counter', 600, 600, { actor: 't2' }),
    c1.rated('2026-03-04 14:11', 4),
    c2.booked('2026-03-04 09:10', '2026-03-05 10:00', 'web'),
    c3.taken('2026-03-04 15:00', true),
    c3.served('2026-03-04 15:37', 'counter', 1300, 900, { result: 'fail', actor: 't2' }),
    c3.served('2026-03-04 16:00', 'counter', 0, 300, { actor: 't2' }),
    c4.taken('2026-03-04 15:30', true),
    c4.served('2026-03-04 15:32', 'terminal', 0, 100),
    c4.rated('2026-03-04 15:33', 3),
    open('personal', '2026-03-03 09:00', 2),
    open('personal', '2026-03-03 17:00', 0),
    open('corporate', '2026-03-03 09:00', 1),
    open('corporate', '2026-03-03 17:00', 0),
    eventRow('account.opened', '2026-03-03 10:00', {
      ...{
        customer: 'k1',
        account: 'a1',
        accountKind: 'basic',
        channel: 'web',
        durationSeconds: 3600,
        newClient: true,
      },
    }),
    eventRow('account.opened', '2026-03-03 11:00', {
      ...{ customer: 'k1', account: 'a2', accountKind: 'general', channel: 'counter', durationSeconds: 100_000 },
    }),
    eventRow(
      'account.opened',
      '2026-03-03 12:00',
      { customer: 'k2', account: 'a3', accountKind: 'basic', channel: 'mobile', newClient: true },
      elsewhere,
    ),
    eventRow('account.closed', '2026-03-03 12:00', { customer: 'k3', account: 'a9' }),
    balance('2026-02-27 18:00', 'a1', 1_000_000_000, 'k1', false),
    balance('2026-03-03 18:00', 'a1', 600_000_000, 'k1', false),
    balance('2026-03-03 18:00', 'a2', 50_000, 'k1', true),
    balance('2026-02-20 18:00', 'a3', 400_000_000, 'k2', true, elsewhere),
    balance('2026-03-04 18:00', 'a3', 400_000_000, 'k2', true, elsewhere),
    settled({ customer: 'k1', amount: 1000, direction: 'in', channel: 'web' }),
    settled({ customer: 'k1', amount: 400, direction: 'out', channel: 'counter' }),
    settled({ customer: 'k2', amount: 50, direction: 'in', channel: 'mobile', currency: 'USD' }, elsewhere),
    settled({ customer: 'k2', amount: 999, direction: 'out', channel: 'web', result: 'fail' }),
    eventRow('payroll.paid', '2026-03-05 10:00', { customer: 'k1', amount: 5000, headcount: 5 }),
    eventRow('payroll.paid', '2026-03-06 10:00', { customer: 'k1', amount: 3000, headcount: 3 }),
    eventRow('payroll.paid', '2026-03-06 10:00', { customer: 'k2', amount: 700, headcount: 2 }, elsewhere),
    eventRow('facility.decided', '2026-03-04 10:00', {
      ...{ customer: 'k1', amount: 1000, decision: 'approved', durationSeconds: 100 },
    }),
    eventRow('facility.decided', '2026-03-04 10:00', {
      ...{ customer: 'k1', amount: 500, decision: 'declined', durationSeconds: 300 },
    }),
    eventRow(
      'facility.decided',
      '2026-03-04 10:00',
      { customer: 'k2', amount: 3000, decision: 'approved', durationSeconds: 200 },
      elsewhere,
    ),
    eventRow('facility.drawn', '2026-03-05 10:00', { customer: 'k2', amount: 2500, contract: 'f' }, elsewhere),
    eventRow('facility.repaid', '2026-03-05 10:00', { customer: 'k1', amount: 5, contract: 'g', daysPastDue: 0 }),
    eventRow('facility.repaid', '2026-03-05 10:00', { customer: 'k1', amount: 5, contract: 'g', daysPastDue: 3 }),
    visit('m1', 'pass'),
    visit('m1', 'fail'),
    visit('m2', 'pass', elsewhere),
    signed('k1', 'payroll'),
    signed('k1', 'fx'),
    signed('k1', 'fx'),
    signed('k2', 'deposit', elsewhere),
    // The Tuesday after: one in each hall, one who must have gone, one booked for half past twelve.
    w5.taken('2026-03-10 11:30', true),
    w6.taken('2026-03-10 08:00', true),
    w7.taken('2026-03-10 11:45', true),
    w8.booked('2026-03-09 19:00', '2026-03-10 12:30', 'mobile'),
    open('personal', '2026-03-10 09:00', 3),
  ]
}

/** Worked out by hand from the log above. */
const expected: Record<string, number> = {
  'appointments.booked': 5,
  'appointments.booked-online': 2 / 5,
  'appointments.booked-by-staff': 1 / 5,
  'appointments.booked-same-day': 1 / 5,
  'appointments.booking-lead': 90_000,
  'appointments.booked-peak': 4 / 5,
  'appointments.cancelled': 1 / 4,
  'appointments.cancelled-late': 1,
  'appointments.shown-up': 1 / 3,
  'appointments.no-show': 1 / 3,
  'appointments.punctual': 1,
  'appointments.arrivals': 5,
  'appointments.arrivals-booked': 1 / 5,
  'appointments.recognised': 3 / 5,
  'appointments.whitelisted': 1,
  'appointments.wait-median': 300,
  'appointments.wait-p90': 1500,
  'appointments.wait-long': 1 / 2,
  'appointments.wait-booked': 300,
  'appointments.wait-whitelisted': 300,
  'appointments.left': 1 / 5,
  'appointments.counter-served': 2,
  'appointments.counter-time': 300,
  'appointments.machine-share': 2 / 4,
  'appointments.robot-share': 1 / 4,
  'appointments.terminal-time': 120,
  'appointments.robot-time': 200,
  'appointments.machine-success': 1 / 2,
  'appointments.per-teller': 2,
  'appointments.utilisation': 900 / (2 * 8 * 3600),
  'appointments.sold': 2 / 4,
  'appointments.sold-booked': 1,
  'appointments.sold-whitelisted': 1,
  'appointments.wealth-share': 1 / 2,
  'appointments.rated': 2 / 4,
  'appointments.satisfied': 1 / 2,
  'appointments.complaints': 1 / 4,
  'business.booked': 2,
  'business.shown-up': 1 / 2,
  'business.no-show': 1 / 2,
  'business.arrivals': 3,
  'business.wait-median': 600,
  'business.wait-long': 1 / 2,
  'business.counter-served': 3,
  'business.counter-time': 600,
  'business.machine-share': 1 / 4,
  'business.first-pass': 2 / 3,
  'business.utilisation': 1800 / (8 * 3600),
  'business.satisfied': 1 / 2,
  'business.accounts-opened': 3,
  'business.basic-share': 2 / 3,
  'business.opening-time': 3600,
  'business.opened-in-a-day': 1 / 2,
  'business.accounts-closed': 1,
  'business.accounts-net': 2,
  'business.new-clients': 2 / 3,
  'business.opened-online': 2 / 3,
  'business.deposits': 1_000_050_000,
  'business.depositors': 3,
  'business.demand-share': 600_000_000 / 1_000_050_000,
  'business.average-deposit': 500_025_000,
  'business.large-accounts': 1,
  'business.top-ten-share': 1,
  'business.low-balance': 1 / 3,
  'business.shrunk': 1 / 2,
  'business.settlements': 3,
  'business.settlement-amount': 1400,
  'business.settled-online': 2 / 3,
  'business.settlement-clients': 2,
  'business.net-inflow': 600,
  'business.average-settlement': 700,
  'business.settlement-failed': 1 / 4,
  'business.foreign-share': 1 / 3,
  'business.payroll-clients': 2,
  'business.payroll-amount': 8700,
  'business.payroll-heads': 10,
  'business.payroll-average': 870,
  'business.payroll-signed': 1,
  'business.credit-decided': 3,
  'business.credit-approved': 2 / 3,
  'business.credit-time': 200,
  'business.credit-granted': 4000,
  'business.credit-drawn': 2500,
  'business.credit-used': 2500 / 4000,
  'business.repaid-late': 1 / 2,
  'business.visits': 3,
  'business.visits-effective': 2 / 3,
  'business.visits-per-manager': 1.5,
  'business.signed': 4,
  'business.signed-per-client': 1.5,
}
const cockpit = indicators.filter((entry) => entry.cockpit !== undefined)

describe('the two groups of the branch cockpit', () => {
  test('have as many indicators as published, each its own', () => {
    expect(appointments.length).toBe(37)
    expect(business.length).toBe(53)
    expect(new Set(cockpit.map(({ formula }) => JSON.stringify(formula))).size).toBe(90)
    for (const language of ['zh', 'en'] as const)
      for (const group of [appointments, business])
        expect(new Set(group.map(({ name }) => name[language])).size, language).toBe(group.length)
  })

  test('give the numbers worked out by hand, asked together or alone', async () => {
    const answers = await ask(cockpit.map(({ id }) => ({ id })))
    const round = (value: number | null) => value && Number(value.toFixed(12))
    const found = Object.fromEntries(answers.map(({ indicator, total }) => [indicator.id, round(total.value)]))
    expect(found).toEqual(Object.fromEntries(Object.entries(expected).map(([id, value]) => [id, round(value)])))
    for (const id of ['appointments.wait-p90', 'business.payroll-average', 'business.top-ten-share'])
      expect((await ask([{ id }]))[0]!.total.value).toBeCloseTo(expected[id]!, 12)
  })

  test.each(['day', 'unit', 'channel', 'business'] as const)(
    'by %s: what adds up adds up to the whole',
    async (dimension) => {
      const those = cockpit.filter(({ by }) => by.includes(dimension))
      const answers = await ask(those.map(({ id }) => ({ id, by: [dimension] })))
      for (const { indicator, total, rows } of answers) {
        expect(rows.length, indicator.id).toBeGreaterThan(0)
        const sum = rows.reduce((all, row) => all + (row.value ?? 0), 0)
        if (indicator.additive) expect(sum, indicator.id).toBe(total.value)
      }
    },
  )

  test('from the head office down to an outlet, the children of a unit add up to it', async () => {
    const additive = cockpit.filter((entry) => entry.additive)
    for (const orgunit of ['hq', 'b01', 'b01-s01'])
      for (const { indicator, total, rows } of await ask(
        additive.map(({ id }) => ({ id, by: ['unit'], filters: { orgunit } })),
      )) {
        const sum = rows.reduce((all, row) => all + (row.value ?? 0), 0)
        expect(sum, `${indicator.id} of ${orgunit}`).toBe(total.value)
      }
  })
})

describe('the rows behind a number', () => {
  const rows = (id: string, who: 'executive' | 'manager2', orgunit: string) => {
    const asked = { id, period: week, filters: { orgunit }, now: 0, asOf: at('2026-03-06 12:00'), limit: 100 }
    return cockpitRows(clickhouse, scopeFor(who), asked)
  }
  test('are as many as it says', async () => {
    // Every fifth: they are counted and listed by the same condition, and each list is two queries of its own.
    const counted = cockpit.filter(({ id }) => countsRows(id)).filter((_, i) => i % 5 === 0)
    expect(counted.length).toBeGreaterThan(10)
    for (const { indicator, total } of await ask(counted.map(({ id }) => ({ id })))) {
      const { count } = await rows(indicator.id, 'executive', 'hq')
      expect([indicator.id, count]).toEqual([indicator.id, total.numerator ?? total.value])
    }
  })
  test('are those of the own units only', async () => {
    expect((await rows('appointments.booked', 'manager2', 'b02')).rows.map((row) => row.subject)).toEqual(['p5'])
    expect(await rows('appointments.booked', 'manager2', 'hq')).toEqual({ rows: [], count: 0 })
  })
})

describe('halls now and the next hours', () => {
  const noon = { clientKind: 'personal', asOf: at('2026-03-10 12:00') } as const
  test('who took a number within three hours and was not served is in the hall', async () => {
    const found = await outletsNow(clickhouse, scopeFor('executive'), { unit: 'hq', ...noon })
    expect(found).toEqual([
      { orgunit: 'b01-s01-o1', inHall: 1, longest: at('2026-03-10 11:30'), servedToday: 0, waited: null, windows: 3 },
      { orgunit: 'b02-s01', inHall: 1, longest: at('2026-03-10 11:45'), servedToday: 0, waited: null, windows: null },
    ])
    const own = await outletsNow(clickhouse, scopeFor('manager2'), { unit: 'b02', ...noon })
    expect(own.map(({ orgunit }) => orgunit)).toEqual(['b02-s01'])
    expect(await outletsNow(clickhouse, scopeFor('manager2'), { unit: 'b01', ...noon })).toEqual([])
  })

  test('load is expected from history, today’s pace and appointments', async () => {
    const found = await expectedLoad(clickhouse, scopeFor('executive'), { unit: 'hq', ...noon })
    // One Tuesday alone is too few: the two days of the history. One of four booked came; two of four went to a counter.
    expect(found).toMatchObject({ basis: { days: 2, sameWeekday: false }, plan: '2026-03-03', now: 24 })
    expect(found.rates).toEqual({ shownUp: 1 / 4, atCounter: 2 / 4, seconds: 450 })
    const outlet = found.outlets.find(({ orgunit }) => orgunit === 'b01-s01-o1')!
    // Two walked in; by now one and a half usually have.
    expect(outlet.pace).toBeCloseTo(7 / 6.5, 12)
    expect(found.days.get('b01-s01-o1')!.usual).toEqual({ 20: 0.5, 22: 1 })
    expect(outlet.slots.map(({ slot }) => slot)).toEqual([24, 25, 26, 27, 28, 29, 30, 31])
    expect(outlet.slots[1]).toMatchObject({ walkIns: 0, booked: 1 / 4, needed: 1, windows: 3 })
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
