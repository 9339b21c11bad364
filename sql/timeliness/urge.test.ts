import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Postgres } from '../postgres/connect.ts'
import { issueActions, notifications } from '../postgres/schema.ts'
import { runningDeadlines } from '../queries/running-deadlines.ts'
import { openBank, type Staff, scopeFor, staff } from '../test/bank.ts'
import { at, deadlineRows, openWarehouse } from '../test/warehouse.ts'
import { urge } from './urge.ts'

let bank: Postgres
let clickhouse: ClickHouse
const rule = 'timeliness.review-in-a-day'
// A Friday afternoon: eight working hours ahead is Monday 16:00.
const asOf = at('2026-03-06 16:30')
beforeAll(async () => {
  bank = await openBank()
  clickhouse = await openWarehouse()
  const mine = { subject: 'soon', actor: staff.manager[0] }
  const breached = [['breached', '2026-03-06 09:00']] as const
  const rows = [
    ...deadlineRows(rule, '2026-03-05 09:00', '2026-03-09 15:00', [], mine),
    ...deadlineRows(rule, '2026-03-05 09:00', '2026-03-06 17:30', [['reminded', '2026-03-06 15:20']], {
      subject: 'first',
    }),
    ...deadlineRows(rule, '2026-03-05 09:00', '2026-03-09 16:01', [], { subject: 'later', actor: 'A900' }),
    ...deadlineRows(rule, '2026-03-03 09:00', '2026-03-06 09:00', breached, { subject: 'over' }),
    ...deadlineRows(rule, '2026-03-03 09:00', '2026-03-06 09:00', [...breached, ['met', '2026-03-06 09:10']], {
      subject: 'met',
    }),
    ...deadlineRows(rule, '2026-03-05 09:00', '2026-03-09 15:00', [['paused', '2026-03-06 10:00']], {
      subject: 'paused',
    }),
    ...deadlineRows(
      rule,
      '2026-03-05 09:00',
      '2026-03-06 17:00',
      [
        ['paused', '2026-03-06 10:00'],
        ['open', '2026-03-06 16:00', '2026-03-10 15:00'],
      ],
      { subject: 'put off' },
    ),
    ...deadlineRows(
      rule,
      '2026-03-04 09:00',
      '2026-03-05 17:00',
      [
        ['reminded', '2026-03-05 15:00'],
        ['paused', '2026-03-05 16:00'],
        ['reminded', '2026-03-06 16:00', '2026-03-09 10:00'],
      ],
      { subject: 'put off until soon', orgunit: 'b02-s01' },
    ),
    ...deadlineRows(rule, '2026-03-05 09:00', '2026-03-06 17:30', [['restarted', '2026-03-06 11:00']], {
      subject: 'started anew',
    }),
    ...deadlineRows('other.rule', '2026-03-05 09:00', '2026-03-09 16:00', [], {
      subject: 'elsewhere',
      orgunit: 'b02-s01',
    }),
  ]
  await clickhouse.insert('deadlines', rows, { token: 'test:deadlines' })
})
afterAll(async () => {
  await clickhouse.close()
  await bank.close()
})
const running = (who: Staff, which: 'soon' | 'overdue') =>
  runningDeadlines(clickhouse, scopeFor(who), { which, asOf, limit: 100 })

test('what is due soon, over the weekend, and what ran out, within the own units', async () => {
  const subjects = async (who: Staff, which: 'soon' | 'overdue') =>
    (await running(who, which)).rows.map((row) => row.subject)
  expect(await subjects('lead', 'soon')).toEqual(['first', 'put off until soon', 'soon', 'elsewhere'])
  expect(await subjects('manager', 'soon')).toEqual(['first', 'soon'])
  expect(await subjects('lead', 'overdue')).toEqual(['over'])
  expect(await subjects('manager2', 'overdue')).toEqual([])
})

test('urging reaches the person or the unit, once a minute, within the own units', async () => {
  const { rows } = await running('lead', 'soon')
  const words = () => ({ zh: '请尽快办理', en: 'Please see to it', severity: 'high', class: 'operational' }) as const
  const send = (who: Staff, second: number) =>
    urge(bank.db, scopeFor(who), rows, words, new Date(at('2026-03-02 10:00') + second * 1000))
  expect(await send('auditor', 0)).toBeNull()
  expect(await send('manager', 0)).toBe(2)
  expect(await send('manager', 30)).toBe(0)
  expect(await send('lead', 61)).toBe(4)
  const recorded = await bank.db
    .select({ personId: issueActions.personId, detail: issueActions.detail })
    .from(issueActions)
    .where(eq(issueActions.kind, 'urge'))
    .orderBy(issueActions.seq)
  expect(recorded).toMatchObject([
    { personId: staff.manager[0], detail: { sent: 2 } },
    { personId: staff.lead[0], detail: { sent: 4 } },
  ])
  expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound', actions: 2 })
  const told = await bank.db.select({ personId: notifications.personId }).from(notifications)
  expect(told.filter((row) => row.personId === staff.manager[0])).toHaveLength(2)
})
