import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Postgres } from '../postgres/connect.ts'
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
