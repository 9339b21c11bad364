import { afterAll, beforeAll, expect, test } from 'vitest'
import { scopeOf, serviceScope } from '../access/scope.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { scopeFor } from '../test/bank.ts'
import { at, deadlineRows, openWarehouse } from '../test/warehouse.ts'
import { openTasks } from './open-tasks.ts'

let clickhouse: ClickHouse
const rule = 'timeliness.review-in-a-day'
const asOf = at('2026-03-06 16:30')
const met = (i: number, done: string, differing: object) =>
  deadlineRows(rule, '2026-03-05 09:00', '2026-03-05 17:00', [['met', done]], { subject: `past-${i}`, ...differing })
beforeAll(async () => {
  clickhouse = await openWarehouse()
  const mine = { actor: 'A1' }
  const rows = [
    ...deadlineRows(rule, '2026-03-06 09:00', '2026-03-09 10:00', [], { subject: 'soon', ...mine }),
    ...deadlineRows(rule, '2026-03-06 09:00', '2026-03-20 10:00', [], { subject: 'later', ...mine }),
    ...deadlineRows(rule, '2026-03-05 09:00', '2026-03-06 16:00', [['breached', '2026-03-06 16:00']], {
      subject: 'over',
      ...mine,
    }),
    ...deadlineRows(rule, '2026-03-06 09:00', '2026-03-06 17:00', [['paused', '2026-03-06 10:00']], {
      subject: 'stands',
      ...mine,
    }),
    ...deadlineRows(rule, '2026-03-06 09:00', '2026-03-09 10:00', [], { subject: 'nobody’s' }),
    ...deadlineRows(rule, '2026-03-06 09:00', '2026-03-09 10:00', [], {
      ...{ subject: 'elsewhere', actor: 'A2', orgunit: 'b02-s01' },
    }),
    ...deadlineRows('other.rule', '2026-03-06 09:00', '2026-03-09 10:00', [], { subject: 'no approval', ...mine }),
    ...[1, 2, 3, 4].flatMap((i) => met(i, '2026-03-05 13:00', mine)),
    ...met(5, '2026-03-05 11:00', mine),
    // Of the five done in time the median took four hours; a sixth was not.
    ...deadlineRows(
      rule,
      '2026-03-04 09:00',
      '2026-03-04 17:00',
      [
        ['breached', '2026-03-04 17:00'],
        ['met', '2026-03-04 17:20'],
      ],
      mine,
    ),
  ]
  await clickhouse.insert('deadlines', rows, { token: 'test:tasks' })
})
afterAll(() => clickhouse.close())

const asking = (scope: Parameters<typeof openTasks>[1], differing = {}) =>
  openTasks(clickhouse, scope, { rules: [rule], asOf, limit: 50, ...differing })

test('an approver’s tasks, ranked by state, time left and how they usually do', async () => {
  const { tasks, total } = await asking(scopeFor('lead'), { approver: 'A1' })
  expect(total).toBe(4)
  expect(tasks.map(({ subject, points }) => [subject, points])).toEqual([
    ['over', 40 + 30 + 20 + 3],
    ['soon', 10 + 24 + 20 + 3],
    ['later', 10 + 0 + 0 + 3],
    ['stands', 0],
  ])
  // The overdue one is among those not done in time: two of seven.
  expect(tasks[1]!.habit).toEqual({ tasks: 7, late: 2, typicalMs: 4 * 3_600_000 })
})

test('of everybody, within the caller’s units', async () => {
  const subjects = async (scope: Parameters<typeof openTasks>[1], differing = {}) =>
    (await asking(scope, differing)).tasks.map(({ subject }) => subject).sort()
  const b01 = ['later', 'nobody’s', 'over', 'soon', 'stands']
  expect(await subjects(scopeFor('lead'))).toEqual(['elsewhere', ...b01])
  expect(await subjects(scopeFor('manager'))).toEqual(b01)
  expect(await subjects(scopeOf({ id: 'x', role: 'manager', orgunit: 'b02' }), { approver: 'A1' })).toEqual([])
  expect(await subjects(serviceScope({ id: 't', orgunit: 'b02', grants: ['tasks:read'] }))).toEqual(['elsewhere'])
  expect(await subjects(scopeFor('lead'), { unit: 'b02' })).toEqual(['elsewhere'])
})

test('a page holds as many as asked for and says how many there are; without rules there are no tasks', async () => {
  expect(await asking(scopeFor('lead'), { limit: 1 })).toMatchObject({ tasks: [{ subject: 'over' }], total: 6 })
  expect(await asking(scopeFor('lead'), { rules: [] })).toEqual({ tasks: [], total: 0 })
})
