import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { at, eventRow, openWarehouse } from '../test/warehouse.ts'
import { corporateBalances, visits } from './visits.ts'

let clickhouse: ClickHouse
const week = { from: '2026-03-02', to: '2026-03-09' }

const rated = (subject: string, time: string) =>
  eventRow('visit.rated', time, { clientKind: 'personal', rating: 5 }, { subject })
const served = (subject: string, time: string, business: string, clientKind: 'personal' | 'corporate' = 'personal') => {
  const data = {
    clientKind,
    business,
    channel: 'counter',
    waitSeconds: 60,
    durationSeconds: 60,
    result: 'pass',
  } as const
  return eventRow('counter.served', time, data, { subject })
}
const booked = (subject: string, time: string, planned: string) => {
  const data = { clientKind: 'personal', business: 'wealth', channel: 'web', plannedAt: at(planned) } as const
  return eventRow('appointment.booked', time, data, { subject })
}
const observed = (account: string, time: string, balance: number) =>
  eventRow('account.observed', time, { account, customer: account, balance, termed: false })
const closed = (account: string, time: string) => eventRow('account.closed', time, { account, customer: account })
const opened = (account: string, time: string) =>
  eventRow('account.opened', time, { account, customer: account, accountKind: 'basic' })

beforeAll(async () => {
  clickhouse = await openWarehouse()
  const log = [
    // Told late: the rating, which has no business, is the first event of its visit.
    rated('v1', '2026-03-03 09:59'),
    served('v1', '2026-03-03 10:00', 'cash'),
    served('v1', '2026-03-03 10:30', 'wealth'),
    rated('v2', '2026-03-03 11:00'),
    served('v3', '2026-03-03 11:00', 'payroll', 'corporate'),
    booked('v4', '2026-02-20 11:00', '2026-03-05 10:00'),
    served('v4', '2026-03-04 11:00', 'wealth'),
    observed('kept', '2026-03-02 18:00', 100),
    observed('kept', '2026-03-03 18:00', 300),
    observed('closed', '2026-03-02 18:00', 100),
    closed('closed', '2026-03-04 12:00'),
    observed('closed', '2026-03-04 18:00', 0),
    observed('again', '2026-03-02 18:00', 100),
    closed('again', '2026-03-03 12:00'),
    opened('again', '2026-03-05 12:00'),
    opened('new', '2026-03-05 12:00'),
  ]
  await clickhouse.insert('events', log, { token: 'test:events' })
})
afterAll(() => clickhouse.close())

describe('a visit', () => {
  const told = (from: string) =>
    clickhouse.query<{ subject: string; business: string }>(`SELECT subject, business FROM ${from} ORDER BY subject`)
  test('is about what was first told, and of one kind of customers', async () => {
    expect(await told(visits(week, 'personal'))).toEqual([
      { subject: 'v1', business: 'cash' },
      { subject: 'v2', business: '' },
      { subject: 'v4', business: 'wealth' },
    ])
    expect(await told(visits(week, 'corporate'))).toEqual([{ subject: 'v3', business: 'payroll' }])
  })
  test('is of the day it was booked for, or of today when only today is asked', async () => {
    const wednesday = { from: '2026-03-04', to: '2026-03-05' }
    expect(await told(visits(wednesday, 'personal'))).toEqual([])
    expect(await told(visits(wednesday, 'personal', 0))).toEqual([{ subject: 'v4', business: 'wealth' }])
  })
})

test.each([
  ['2026-03-03', { again: 100, closed: 100, kept: 100 }],
  ['2026-03-04', { closed: 100, kept: 300 }],
  ['2026-03-05', { kept: 300 }],
  // Opened again; one that has no balance yet is not counted.
  ['2026-03-09', { again: 100, kept: 300 }],
] as const)(
  'accounts closed before %s are none any more, whatever is told of them that evening',
  async (to, balances) => {
    const rows = await clickhouse.query<{ account: string; balance: number }>(
      `SELECT account, balance FROM ${corporateBalances({ from: '2026-03-02', to })}`,
    )
    expect(Object.fromEntries(rows.map(({ account, balance }) => [account, balance]))).toEqual(balances)
  },
)
