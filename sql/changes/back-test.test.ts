import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { scopeFor } from '../test/bank.ts'
import { at, eventRow, openWarehouse } from '../test/warehouse.ts'
import { backTest } from './back-test.ts'
import type { Change } from './change.ts'
import { smallFiles } from './small-rules.ts'

let clickhouse: ClickHouse
beforeAll(async () => {
  clickhouse = await openWarehouse()
  const read = (readSeconds: number, orgunit: string, time = '2026-03-20 10:00', partner: string | null = null) =>
    eventRow('approval.decided', time, { decision: 'approved', readSeconds, partner }, { orgunit })
  const rows = [
    ...[read(5, 'b01-s01-o1'), read(15, 'b01'), read(25, 'b02'), read(9, 'b02-s01')],
    // Its id begins like that of b01: not of its subtree.
    read(15, 'b011'),
    // Before the 30 days.
    read(15, 'b01', '2026-02-20 10:00'),
    read(900, 'b02', '2026-03-21 10:00', 'p9'),
    { ...read(12, 'b01'), verdict: 'late' },
  ]
  await clickhouse.insert('events', rows, { token: 'back-test' })
})
afterAll(() => clickhouse.close())

const { bundle } = makeBundle({ files: smallFiles })
const asking = (change: Change, of = bundle) =>
  backTest(clickhouse, scopeFor('lead'), { bundle: of, change, now: new Date(at('2026-03-31 10:00')) })
const seconds = (orgunit: string, value: number | null): Change => ({
  ...{ kind: 'parameter', rule: 'small.quick', parameter: 'seconds' },
  ...{ orgunit, value },
})

test.each([
  ['hq', 20, { before: 2, after: 5, gained: 3, lost: 0 }],
  ['b01', 20, { before: 1, after: 3, gained: 2, lost: 0 }],
  ['b02', 1, { before: 1, after: 0, gained: 0, lost: 1 }],
])('at %s the threshold becomes %i', async (unit, value, counts) => {
  expect(await asking(seconds(unit, value))).toEqual([{ rule: 'small.quick', ...counts }])
})

test('taking a unit’s own value away is tested against what it would inherit', async () => {
  const own = { ...bundle, parameters: { 'small.quick': { seconds: { b02: 60 } } } }
  expect(await asking(seconds('b02', null), own)).toEqual([
    { rule: 'small.quick', before: 2, after: 1, gained: 0, lost: 1 },
  ])
})

test('a list is tested with every rule that asks it, on the days of the entry', async () => {
  const listed = (from: string): Change => ({
    ...{ kind: 'list', list: 'watched', entry: null },
    after: { value: 'p9', from, reason: 'r' },
  })
  const found = { rule: 'small.watched', before: 0, after: 1, gained: 1, lost: 0 }
  expect(await asking(listed('2026-03-21'))).toEqual([found])
  expect(await asking(listed('2026-03-22'))).toEqual([{ ...found, after: 0, gained: 0 }])
})

test('outside the head office nothing is said of money laundering', async () => {
  const branch = { ...scopeFor('lead'), orgunit: 'b01' }
  const files = smallFiles.map(({ path, text }) => ({
    path,
    text: path === 'small.quick.yaml' ? text.replace('opens: record', 'opens: issue\nclass: money-laundering') : text,
  }))
  const { bundle: secret, problems } = makeBundle({ files })
  expect(problems).toEqual([])
  const change = seconds('b01', 20)
  expect(await backTest(clickhouse, branch, { bundle: secret, change, now: new Date() })).toEqual([])
})
