import { expect, test } from 'vitest'
import type { Ink } from '../ink.ts'
import { dayShare } from './day-share.ts'

const ink = {
  series: ['s1', 's2'],
  line: 'l',
  ink3: 'i3',
  sheet: 's',
  ink: 'i',
  ink2: 'i2',
  font: 'f',
} as unknown as Ink
const row = (value: number | null, unfinished = false) => ({
  label: 'd',
  value,
  numerator: 1,
  denominator: 2,
  unfinished,
})
type Drawn = {
  series: { data: { value: number | null; itemStyle: { color: string; decal?: object } }[] }[]
  yAxis: { min: number }
}

test('columns begin at zero, so that their length is their value', () => {
  expect((dayShare([row(0.99)], () => '', null)(ink) as unknown as Drawn).yAxis.min).toBe(0)
})

test('only the unfinished day is hatched, and a day below the goal has another colour', () => {
  const { data } = (dayShare([row(0.99), row(0.8), row(0.5, true)], () => '', 0.95)(ink) as unknown as Drawn).series[0]!
  expect(data.map((each) => each.itemStyle.color)).toEqual(['s1', 's2', 's1'])
  expect(data.map((each) => each.itemStyle.decal !== undefined)).toEqual([false, false, true])
})

test('a day without cases is a gap, not a zero', () => {
  const { data } = (dayShare([row(null)], () => '', null)(ink) as unknown as Drawn).series[0]!
  expect(data[0]!.value).toBeNull()
})
