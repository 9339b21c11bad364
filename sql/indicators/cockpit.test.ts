import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Postgres } from '../postgres/connect.ts'
import { openBank, scopeFor } from '../test/bank.ts'
import { branchWeek } from '../test/branch-week.ts'
import { blockRow, openWarehouse } from '../test/warehouse.ts'
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
  await clickhouse.insert('events', branchWeek(), { token: 'test:events' })
  const blocks = [blockRow(1, '2026-03-06 12:00', { watermark: '2026-03-06 04:00:00.000' })]
  await clickhouse.insert('blocks', blocks, { token: 'test:blocks' })
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})

/** Worked out by hand from the week. */
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
