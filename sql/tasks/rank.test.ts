import { expect, test } from 'vitest'
import { at } from '../test/warehouse.ts'
import { type Habit, habitKey, type OpenTask, rankTasks } from './rank.ts'

// A Friday 16:30, working days last from 09:00 to 17:30.
const asOf = at('2026-03-06 16:30')
const task = (subject: string, differing: Partial<OpenTask> = {}): OpenTask => ({
  ...{ ruleId: 'r', subject, orgunit: 'b01', product: 'card', approver: 'A1', state: 'open' },
  ...{ openedAt: at('2026-03-06 09:00'), dueAt: at('2026-03-20 09:00') },
  ...differing,
})
const hour = 3_600_000
const one = (differing: Partial<OpenTask>, habit?: Habit) =>
  rankTasks([task('a', differing)], new Map(habit ? [[habitKey('r', 'A1'), habit]] : []), asOf)[0]!

test.each<[string, Partial<OpenTask>, object]>([
  ['far off', {}, { state: 10, timeLeft: 0, behaviour: 0 }],
  ['due on Monday morning, two working hours away', { dueAt: at('2026-03-09 10:00') }, { timeLeft: 24 }],
  ['a minute later', { dueAt: at('2026-03-09 10:01') }, { timeLeft: 16 }],
  ['a working day away', { dueAt: at('2026-03-09 16:00') }, { timeLeft: 16 }],
  ['two days away', { dueAt: at('2026-03-10 15:30') }, { timeLeft: 8 }],
  ['reminded', { state: 'reminded' }, { state: 20 }],
  ['overdue', { state: 'breached', dueAt: at('2026-03-06 16:00') }, { state: 40, timeLeft: 30 }],
  ['its clock stands', { state: 'paused', dueAt: at('2026-03-06 16:00') }, { state: 0, timeLeft: 0, behaviour: 0 }],
])('%s', (_, differing, terms) => {
  expect(one(differing).terms).toMatchObject(terms)
})

test('who usually needs longer than is left has it higher, as has who is often late', () => {
  const dueAt = at('2026-03-09 10:00')
  const habit = { tasks: 10, late: 3, typicalMs: 3 * hour }
  expect(one({ dueAt }, habit)).toMatchObject({ terms: { behaviour: 23 }, leftMs: 2 * hour, points: 57, habit })
  expect(one({ dueAt }, { ...habit, typicalMs: 2 * hour }).terms.behaviour).toBe(3)
  expect(one({ dueAt }, { ...habit, tasks: 4 })).toMatchObject({ terms: { behaviour: 0 }, habit: null })
  expect(one({ dueAt, approver: null }, habit).terms.behaviour).toBe(0)
  expect(one({ dueAt, ruleId: 'other' }, habit).terms.behaviour).toBe(0)
})

test('the order is by points, then by due time, then by subject, whatever order they come in', () => {
  const tasks = [
    task('later', { dueAt: at('2026-03-21 09:00') }),
    task('b'),
    task('a'),
    task('over', { state: 'breached', dueAt: at('2026-03-06 16:00') }),
    task('stands', { state: 'paused' }),
  ]
  const ranked = rankTasks(tasks, new Map(), asOf)
  expect(ranked.map(({ subject, rank }) => [rank, subject])).toEqual([
    [1, 'over'],
    [2, 'a'],
    [3, 'b'],
    [4, 'later'],
    [5, 'stands'],
  ])
  expect(rankTasks(tasks.toReversed(), new Map(), asOf)).toEqual(ranked)
})
