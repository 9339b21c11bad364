import { expect, test } from 'vitest'
import { at } from '../test/warehouse.ts'
import { priorityOf, priorityTerms, type Weighed, weigh } from './priority.ts'

const weighed: Weighed = { severity: 'medium', amount: null, hits: 1, escalated: 0, dueAt: null, actorRisk: 0 }
const yuan = (n: number) => n * 100
const now = new Date(at('2026-03-02 10:00'))
// Working days last from 09:00 to 17:30; 2026-03-02 is a Monday, the Saturday before it a working day.
const due = new Date(at('2026-03-02 16:00'))

test.each<[string, Partial<Weighed>, object, number]>([
  [
    'nothing but its severity',
    {},
    { severity: 30, money: 0, repeated: 0, escalated: 0, timeLeft: 0, actorRisk: 0 },
    30,
  ],
  ['9,999 yuan', { amount: yuan(9_999) }, { money: 0 }, 30],
  ['10,000 yuan', { amount: yuan(10_000) }, { money: 2 }, 32],
  ['300,000 yuan', { amount: yuan(300_000) }, { money: 4 }, 34],
  ['a hundred billion yuan', { amount: yuan(100_000_000_000) }, { money: 12 }, 42],
  ['three hits', { hits: 3 }, { repeated: 4 }, 34],
  ['all its hits withdrawn', { hits: 0 }, { repeated: 0 }, 30],
  ['ninety hits', { hits: 90 }, { repeated: 8 }, 38],
  ['escalated twice', { escalated: 2 }, { escalated: 20 }, 50],
  ['six hours left', { dueAt: due }, { timeLeft: 4 }, 34],
  ['three founded before', { actorRisk: 3 }, { actorRisk: 6 }, 36],
  ['thirty founded before', { actorRisk: 30 }, { actorRisk: 8 }, 38],
  ['more than there is', { severity: 'critical', hits: 9, escalated: 2 }, { severity: 75 }, 100],
])('%s', (_, differing, terms, points) => {
  expect(priorityTerms({ ...weighed, ...differing }, now)).toMatchObject(terms)
  expect(priorityOf({ ...weighed, ...differing }, now)).toBe(points)
})

test.each([
  ['a working day before and more', '2026-02-28 16:29', 30, '2026-02-28 16:30'],
  ['eight working hours before, over a Sunday', '2026-02-28 16:30', 34, '2026-03-01 16:30'],
  ['a little more than two hours before', '2026-03-02 13:59', 34, '2026-03-02 14:00'],
  ['two hours before', '2026-03-02 14:00', 38, '2026-03-02 16:00'],
  ['when it is over', '2026-03-02 16:00', 42, '2026-03-03 16:00'],
])('time left: %s; then weighed as the next band begins, within a day', (_, moment, priority, next) => {
  expect(weigh({ ...weighed, dueAt: due }, new Date(at(moment)))).toEqual({ priority, weighAt: new Date(at(next)) })
})

test('what is over is not weighed again', () => {
  expect(weigh(weighed, now).weighAt).toBeNull()
})
