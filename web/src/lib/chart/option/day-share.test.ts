import { expect, test } from 'vitest'
import type { Ink } from '../ink.ts'
import { axisFloor, dayShare } from './day-share.ts'

const ink = {
  series: ['s1', 's2'],
  line: 'l',
  ink3: 'i3',
  sheet: 'paper',
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
type Drawn = { series: { data: { value: number | null; itemStyle: { color: string } }[] }[] }
const points = (rows: ReturnType<typeof row>[]) => (dayShare(rows, () => '')(ink) as unknown as Drawn).series[0]!.data

test('only the unfinished day is hollow', () => {
  expect(points([row(0.99), row(0.5, true)]).map((each) => each.itemStyle.color)).toEqual(['s1', 'paper'])
})

test('a day without cases is a gap, not a zero', () => {
  expect(points([row(null)])[0]!.value).toBeNull()
})

test.each([
  [[0.999, 1], 0.95],
  [[0.94, 1], 0.9],
  [[0.5], 0.5],
  [[0.02], 0],
  [[], 0.95],
])('the axis under %j begins at %d', (values, floor) => {
  expect(axisFloor(values.map((value) => row(value)))).toBeCloseTo(floor, 10)
})
