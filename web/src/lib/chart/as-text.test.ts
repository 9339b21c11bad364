import { format } from 'echarts/core'
import { expect, test } from 'vitest'
import { tooltipAsText } from './as-text.ts'
import type { Ink } from './ink.ts'
import { againstGoal } from './option/against-goal.ts'
import { byAge } from './option/by-age.ts'

const ink = { series: ['a', 'b'] } as unknown as Ink
const hostile = `"><img src=x onerror=ran=1>&`
const shown = `&quot;&gt;&lt;img src=x onerror=ran=1&gt;&amp;`
const said = (option: object, points: object[]) =>
  (
    tooltipAsText(option as never, format.encodeHTML) as { tooltip: { formatter: (points: object[]) => string } }
  ).tooltip.formatter(points)

test('a label that would run is text in a tooltip', () => {
  const rows = [{ key: 'k', label: hostile, actual: 1, goal: null, unfinished: false }]
  const words = { actual: '', goal: '', unit: '', divisor: 1, tooltip: ({ label }: { label: string }) => label }
  expect(said(againstGoal(rows, words)(ink), [{ dataIndex: 0 }])).toBe(shown)
})

test('several curves stand in lines of their own', () => {
  const points = [{ age: 0, value: 0, numerator: 0, denominator: 1 }]
  const curves = ['a', hostile].map((name) => ({ name, points }))
  const words = { last: 60, axis: '', tooltip: ({ name }: { name: string }) => name }
  const asked = [0, 1].map((seriesIndex) => ({ seriesIndex, dataIndex: 0 }))
  expect(said(byAge(curves, words)(ink), asked)).toBe(`a<br>${shown}`)
})
