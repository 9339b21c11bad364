import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Postgres } from '../postgres/connect.ts'
import { campaignList } from '../queries/campaign-list.ts'
import { openBank, type Staff, scopeFor } from '../test/bank.ts'
import { at, blockRow, eventRow, openWarehouse } from '../test/warehouse.ts'
import { type ListOf, listConditions } from './campaign-customers.ts'
import type { Dimension } from './indicator.ts'
import { type IndicatorAnswer, type IndicatorRequest, runIndicator, runIndicators } from './run.ts'

let postgres: Postgres
let clickhouse: ClickHouse

const listed = (customer: string, time: string, differing: Record<string, unknown> = {}, orgunit = 'b01-s01-o1') =>
  eventRow(
    'campaign.targeted',
    time,
    { campaign: 'c1', customer, segment: 'young', control: false, ...differing },
    { orgunit },
  )
const called = (customer: string, time: string, differing: Record<string, unknown> = {}) =>
  eventRow('campaign.contacted', time, { campaign: 'c1', customer, connected: true, channel: 'phone', ...differing })
const answered = (customer: string, time: string, response: string, differing: Record<string, unknown> = {}) =>
  eventRow('campaign.responded', time, { campaign: 'c1', customer, response, ...differing })

beforeAll(async () => {
  postgres = await openBank()
  clickhouse = await openWarehouse()
  const rows = [
    // Bought, after a call that did not connect by another agent; listed twice, and the first time counts.
    listed('k1', '2026-03-02 08:00'),
    listed('k1', '2026-03-03 08:00', { segment: 'senior' }, 'b02-s01'),
    called('k1', '2026-03-02 10:00', { connected: false, channel: 'sms', actor: 'a1' }),
    called('k1', '2026-03-03 10:00', { actor: 'a2' }),
    answered('k1', '2026-03-03 10:05', 'interested'),
    answered('k1', '2026-03-04 10:05', 'bought', { amount: 500 }),
    // Interested only; a purchase without a word before is one of interest as well.
    listed('k2', '2026-03-02 08:00'),
    called('k2', '2026-03-02 10:00', { actor: 'a1' }),
    answered('k2', '2026-03-02 10:05', 'interested'),
    listed('k3', '2026-03-02 08:00', {}, 'b02-s01'),
    called('k3', '2026-03-02 10:00', { actor: 'a2' }),
    answered('k3', '2026-03-20 10:05', 'bought', { amount: 70 }),
    // Connected and refused; not connected; never called.
    listed('k4', '2026-03-02 08:00'),
    called('k4', '2026-03-02 10:00', { actor: 'a1' }),
    answered('k4', '2026-03-02 10:05', 'refused'),
    listed('k5', '2026-03-02 08:00', { segment: 'senior' }, 'b02-s01'),
    called('k5', '2026-03-02 10:00', { connected: false, actor: 'a1' }),
    listed('k6', '2026-03-02 08:00', { segment: 'senior' }),
    // Bought before any call connected: a purchase of the arm, not of the funnel.
    listed('k7', '2026-03-02 08:00'),
    answered('k7', '2026-03-02 09:00', 'bought', { amount: 9 }),
    called('k7', '2026-03-02 10:00', { actor: 'a2' }),
    // The control group, one of whom bought.
    ...['z1', 'z2', 'z3', 'z4'].map((customer) => listed(customer, '2026-03-02 08:00', { control: true })),
    answered('z1', '2026-03-03 09:00', 'bought', { amount: 11 }),
    // Another campaign of a customer counts for itself; a call before the list does not count.
    listed('k1', '2026-03-05 08:00', { campaign: 'c2' }),
    called('k1', '2026-03-04 08:00', { campaign: 'c2' }),
    // Outside: listed before and after the period, and never listed at all.
    listed('k8', '2026-03-01 08:00'),
    listed('k9', '2026-03-09 00:30'),
    called('k10', '2026-03-03 10:00'),
  ]
  await clickhouse.insert('events', rows, { token: 'campaigns' })
  await clickhouse.insert('blocks', [blockRow(1, '2026-03-18 12:00')], { token: 'campaigns:blocks' })
})
afterAll(async () => {
  await clickhouse.close()
  await postgres.close()
})

const week = { from: '2026-03-02', to: '2026-03-09' }
const asked = async (id: string, request: Partial<IndicatorRequest> = {}, who: Staff = 'executive') => {
  const outcome = await runIndicator({ postgres, clickhouse }, scopeFor(who), { id, ...week, window: 90, ...request })
  expect(outcome).toMatchObject({ kind: 'ok' })
  return outcome as IndicatorAnswer
}
const ratio = async (id: string, request: Partial<IndicatorRequest> = {}, who?: Staff) => {
  const { total } = await asked(id, request, who)
  return [total.numerator, total.denominator]
}
const by = async (id: string, dimension: Dimension, request: Partial<IndicatorRequest> = {}) =>
  Object.fromEntries(
    (await asked(id, { by: [dimension], ...request })).rows.map((row) => [
      row.key[dimension],
      [row.numerator, row.denominator],
    ]),
  )

describe('the funnel of those listed in the period', () => {
  test('every step over the one before', async () => {
    expect((await asked('marketing.targeted')).total.value).toBe(8)
    expect(await ratio('marketing.step-reached')).toEqual([6, 8])
    expect(await ratio('marketing.step-connected')).toEqual([5, 6])
    expect(await ratio('marketing.step-interested')).toEqual([3, 5])
    expect(await ratio('marketing.step-bought')).toEqual([2, 3])
    expect(await ratio('marketing.conversion')).toEqual([2, 8])
    expect(await ratio('marketing.client-response')).toEqual([2, 5])
  })

  test('what comes after the window does not count', async () => {
    expect(await ratio('marketing.step-interested', { window: 14 })).toEqual([2, 5])
    expect(await ratio('marketing.step-bought', { window: 14 })).toEqual([1, 2])
    expect(await ratio('marketing.step-bought', { window: 30 })).toEqual([2, 3])
  })

  test('which windows have not ended', async () => {
    expect(await ratio('marketing.maturing', { window: 14 })).toEqual([1, 8])
    expect(await ratio('marketing.maturing')).toEqual([8, 8])
  })

  test('a window nobody offers is refused', async () => {
    const stores = { postgres, clickhouse }
    const request = { id: 'marketing.conversion', ...week, window: 31 }
    expect(await runIndicator(stores, scopeFor('executive'), request)).toEqual({
      kind: 'bad-request',
      problem: 'window',
    })
  })

  test('by campaign, segment, unit of the list, channel and agent of the first contact', async () => {
    expect(await by('marketing.conversion', 'campaign')).toEqual({ c1: [2, 7], c2: [0, 1] })
    expect(await by('marketing.conversion', 'segment')).toEqual({ young: [2, 6], senior: [0, 2] })
    expect(await by('marketing.conversion', 'unit')).toEqual({ b01: [1, 6], b02: [1, 2] })
    expect(await by('marketing.conversion', 'channel')).toEqual({ '': [0, 2], phone: [1, 5], sms: [1, 1] })
    expect(await by('marketing.conversion', 'actor')).toEqual({ '': [0, 2], a1: [1, 4], a2: [1, 2] })
    expect(await ratio('marketing.conversion', { filters: { segment: 'senior', actor: 'a1' } })).toEqual([0, 1])
  })
})

describe('lift over the control group', () => {
  test('the shares of all listed, connected or not, with interval and n', async () => {
    const { total } = await asked('marketing.lift')
    expect(total).toMatchObject({ numerator: 3, denominator: 8, less: { numerator: 1, denominator: 4 } })
    expect(total.value).toBeCloseTo(3 / 8 - 1 / 4, 12)
    expect(total.interval!.low).toBeLessThan(0)
    expect(total.interval!.high).toBeGreaterThan(0.125)
  })
  test('without a control group there is none', async () => {
    const { rows } = await asked('marketing.lift', { by: ['campaign'] })
    expect(rows.map((row) => [row.key.campaign, row.value === null, row.interval === null])).toEqual([
      ['c1', false, false],
      ['c2', true, true],
    ])
  })
})

describe('whose lists are seen', () => {
  test('a manager sees the own units’ and never a sister branch’s', async () => {
    expect((await asked('marketing.targeted', {}, 'manager')).total.value).toBe(6)
    expect((await asked('marketing.targeted', {}, 'manager2')).total.value).toBe(2)
    const { rows } = await asked('marketing.targeted', { by: ['orgunit'] }, 'manager')
    expect(rows.map((row) => row.key.orgunit)).toEqual(['b01-s01-o1'])
    const foreign = { id: 'marketing.targeted', ...week, filters: { orgunit: 'b02' } }
    expect(await runIndicator({ postgres, clickhouse }, scopeFor('manager'), foreign)).toEqual({
      kind: 'not-permitted',
    })
  })
})

describe('sums of events', () => {
  test('clients once, contacts each, buyers once, and what they bought for', async () => {
    expect((await asked('marketing.clients')).total.value).toBe(11)
    expect((await asked('marketing.contacts')).total.value).toBe(9)
    expect((await asked('marketing.buyers')).total.value).toBe(3)
    expect((await asked('marketing.purchases')).total.value).toBe(520)
    expect((await asked('marketing.buyers', { from: '2026-03-01', to: '2026-03-21' })).total.value).toBe(4)
  })
})

describe('several asked together', () => {
  test('answer as each would alone, over fewer passes', async () => {
    const requests: IndicatorRequest[] = [
      { id: 'marketing.step-bought', ...week, by: ['channel'] },
      { id: 'marketing.lift', ...week },
      { id: 'marketing.step-reached', ...week, by: ['channel'], filters: { segment: 'young' } },
      { id: 'marketing.nothing', ...week },
      { id: 'marketing.buyers', ...week },
      { id: 'marketing.conversion', ...week, by: ['channel'] },
      { id: 'marketing.conversion', ...week, by: ['channel'], filters: { orgunit: 'b02' } },
    ]
    let asked = 0
    const counting = {
      ...clickhouse,
      query: (...given: Parameters<ClickHouse['query']>) => {
        asked++
        return clickhouse.query(...given)
      },
    }
    const stores = { postgres, clickhouse: counting as ClickHouse }
    const scope = scopeFor('manager')
    const together = await runIndicators(stores, scope, requests)
    // How far blocks reach; steps, lift and conversion in total; two by channel; the young twice; buyers.
    expect(asked).toBe(6)
    const alone = await Promise.all(requests.map((request) => runIndicator({ postgres, clickhouse }, scope, request)))
    expect(together).toEqual(alone)
    expect(together.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'unknown', 'ok', 'ok', 'not-permitted'])
  })
})

describe('the list behind a number', () => {
  const list = (who: ListOf, filters = {}, as: Staff = 'executive', limit = 100) =>
    campaignList(clickhouse, scopeFor(as), {
      ...{ who, period: week, window: 90, filters, limit },
      now: at('2026-03-18 12:00'),
      asOf: at('2026-03-18 12:00'),
    })
  const steps = ['reached', 'connected', 'interested', 'bought'] as const

  test.each([{}, { segment: 'young' }, { orgunit: 'b02' }, { channel: '' }, { actor: 'a1', campaign: 'c1' }])(
    'has as many rows as were clicked, and those lost are those left over: %o',
    async (filters) => {
      for (const step of steps) {
        const [numerator, denominator] = await ratio(`marketing.step-${step}`, { filters })
        const [came, lost] = [await list(step, filters), await list(`lost-${step}`, filters)]
        expect([step, came.count, came.rows.length]).toEqual([step, numerator, numerator])
        expect([step, lost.count, lost.rows.length]).toEqual([step, denominator! - numerator!, lost.count])
        const name = ({ campaign, customer }: { campaign: string; customer: string }) => `${campaign} ${customer}`
        expect(new Set([...came.rows, ...lost.rows].map(name)).size).toBe(denominator)
      }
      expect((await list('targeted', filters)).count).toBe((await asked('marketing.targeted', { filters })).total.value)
    },
  )

  test('the arms of the lift', async () => {
    const { total } = await asked('marketing.lift')
    const counts = await Promise.all(
      (['purchased', 'targeted', 'control-purchased', 'control'] as const).map(async (who) => (await list(who)).count),
    )
    expect(counts).toEqual([total.numerator, total.denominator, total.less!.numerator, total.less!.denominator])
  })

  test('tells how far each came, and says how many there are beyond the limit', async () => {
    const { rows, count } = await list('connected', {}, 'executive', 1)
    expect([rows.length, count]).toEqual([1, 5])
    const [k1] = (await list('bought', { campaign: 'c1', orgunit: 'b01' })).rows
    expect(k1).toEqual({
      ...{ customer: 'k1', campaign: 'c1', segment: 'young', product: '', orgunit: 'b01-s01-o1' },
      ...{ channel: 'sms', actor: 'a1', control: false, rung: 'bought', purchased: true, contacts: 2, spent: 500 },
      ...{ targetedAt: at('2026-03-02 08:00'), settled: false },
    })
  })

  test.each(Object.keys(listConditions) as ListOf[])(
    'a manager never reads a customer of a sister branch: %s',
    async (who) => {
      for (const filters of [{}, { orgunit: 'hq' }, { orgunit: 'b02' }]) {
        const { rows } = await list(who, filters, 'manager')
        expect(rows.filter(({ orgunit }) => !orgunit.startsWith('b01-s01'))).toEqual([])
      }
      expect((await list(who, { orgunit: 'b02' }, 'manager')).count).toBe(0)
    },
  )
})
