import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Postgres } from '../postgres/connect.ts'
import { notifications } from '../postgres/schema.ts'
import { openBank, type Staff, scopeFor, staff } from '../test/bank.ts'
import { at, deadlineRows, openWarehouse } from '../test/warehouse.ts'
import { countOpenDeadlines, type DeadlineFilter, openDeadlines, urge } from './deadlines.ts'

let bank: Postgres
let clickhouse: ClickHouse
const rule = 'timeliness.review-in-a-day'
beforeAll(async () => {
  bank = await openBank()
  clickhouse = await openWarehouse()
  const rows = [
    ...deadlineRows(rule, '2026-03-02 09:00', '2026-03-03 09:00', [], { subject: 'soon', actor: staff.manager[0] }),
    ...deadlineRows(rule, '2026-03-02 09:00', '2026-03-05 09:00', [['reminded', '2026-03-04 09:00']], {
      subject: 'later',
      actor: 'A900',
    }),
    ...deadlineRows(rule, '2026-02-27 09:00', '2026-03-02 09:00', [['breached', '2026-03-02 09:00']], {
      subject: 'over',
    }),
    ...deadlineRows(
      rule,
      '2026-02-27 09:00',
      '2026-03-02 09:00',
      [
        ['breached', '2026-03-02 09:00'],
        ['met', '2026-03-02 10:00'],
      ],
      { subject: 'met' },
    ),
    ...deadlineRows('other.rule', '2026-03-02 09:00', '2026-03-03 10:00', [], {
      subject: 'elsewhere',
      orgunit: 'b02-s01',
      product: null,
    }),
  ]
  await clickhouse.insert('deadlines', rows, { token: 'test:deadlines' })
})
afterAll(async () => {
  await clickhouse.close()
  await bank.close()
})
const subjects = async (who: Staff, filter: DeadlineFilter = {}) =>
  (await openDeadlines(clickhouse, scopeFor(who), filter, 100)).map((deadline) => deadline.subject)

test('what is not met yet, the longest overdue first, within the own units', async () => {
  expect(await subjects('lead')).toEqual(['over', 'soon', 'elsewhere', 'later'])
  expect(await subjects('manager')).toEqual(['over', 'soon', 'later'])
  expect(await subjects('admin')).toEqual([])
  expect(await subjects('lead', { state: 'running', dueBefore: at('2026-03-04 00:00') })).toEqual(['soon', 'elsewhere'])
  expect(await subjects('lead', { state: 'breached' })).toEqual(['over'])
  expect(await subjects('lead', { rule: 'other.rule', orgunit: 'b02', product: '' })).toEqual(['elsewhere'])
  expect(await subjects('lead', { actor: "x' OR 1" })).toEqual([])
})

test('counts by outlet, person and rule', async () => {
  const count = (by: Parameters<typeof countOpenDeadlines>[3]) =>
    countOpenDeadlines(clickhouse, scopeFor('lead'), {}, by)
  expect(await count('branch')).toEqual([
    { value: 'b01', deadlines: 3, soonest: at('2026-03-02 09:00') },
    { value: 'b02', deadlines: 1, soonest: at('2026-03-03 10:00') },
  ])
  expect((await count('actor')).map((row) => row.value)).toEqual(['', 'A900', 'S020'])
  expect((await count('rule')).map((row) => row.deadlines)).toEqual([3, 1])
})

test('urging reaches the person or the unit, once a minute, within the own units', async () => {
  const all = await openDeadlines(clickhouse, scopeFor('lead'), {}, 100)
  const words = () => ({ zh: '请尽快办理', en: 'Please see to it' })
  const send = (who: Staff, second: number) =>
    urge(bank.db, scopeFor(who), all, words, new Date(at('2026-03-02 10:00') + second * 1000))
  expect(await send('auditor', 0)).toBeNull()
  expect(await send('manager', 0)).toBe(3)
  expect(await send('manager', 30)).toBe(0)
  expect(await send('lead', 61)).toBe(4)
  const told = await bank.db.select({ personId: notifications.personId }).from(notifications)
  expect(told.filter((row) => row.personId === staff.manager[0])).toHaveLength(2)
})
