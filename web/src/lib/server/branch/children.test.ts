import type { Goal } from '@mingjing/sql/goals/goals.ts'
import { indicatorNamed } from '@mingjing/sql/indicators/catalogue.ts'
import { expect, test } from 'vitest'
import { ranked } from './children.ts'

const entry = indicatorNamed('appointments.booked')!
const period = { from: '2026-03-01', to: '2026-04-01' }
const goal = (orgunit: string, value: number): Goal => ({
  indicator: entry.id,
  orgunit,
  product: '',
  month: '2026-03',
  value,
})
const rowsOf = (values: Record<string, number>) =>
  Object.entries(values).map(([unit, value]) => ({ key: { unit }, value }))
const names = (values: Record<string, number>, goals: Goal[], better: 'more' | 'less' = 'more') =>
  ranked({ rows: rowsOf(values), comparison: null }, { entry: { ...entry, better }, goals, unit: 'b01', period }).map(
    ({ unit }) => unit,
  )

test('what is the unit’s own comes last and without its goal, and the rows still add up to the whole', () => {
  const view = { rows: rowsOf({ b01: 3, 'b01-s01': 5, 'b01-s02': 9 }), comparison: null }
  const children = ranked(view, { entry, goals: [goal('b01', 100), goal('b01-s02', 18)], unit: 'b01', period })
  expect(children).toMatchObject([
    { unit: 'b01-s02', own: false, goal: 18, gap: -0.5 },
    { unit: 'b01-s01', own: false, goal: null, gap: null },
    { unit: 'b01', own: true, goal: null, gap: null },
  ])
  expect(children.reduce((sum, { value }) => sum + value!, 0)).toBe(17)
})

test('the furthest behind is first, then those without a goal, the worst first, whichever way is good', () => {
  const values = { 'b01-s01': 5, 'b01-s02': 9, 'b01-s03': 4, 'b01-s04': 4 }
  const goals = [goal('b01-s01', 10), goal('b01-s02', 10)]
  expect(names(values, goals)).toEqual(['b01-s01', 'b01-s02', 'b01-s03', 'b01-s04'])
  expect(names(values, [])).toEqual(['b01-s03', 'b01-s04', 'b01-s01', 'b01-s02'])
  expect(names(values, [], 'less')).toEqual(['b01-s02', 'b01-s01', 'b01-s03', 'b01-s04'])
})

test('what came before is told beside it', () => {
  const comparison = { period, total: { value: 8 }, rows: rowsOf({ 'b01-s01': 8 }) }
  const children = ranked(
    { rows: rowsOf({ 'b01-s01': 5, 'b01-s02': 6 }), comparison },
    { entry, goals: [], unit: 'b01', period },
  )
  expect(children.map(({ before }) => before)).toEqual([8, null])
})
