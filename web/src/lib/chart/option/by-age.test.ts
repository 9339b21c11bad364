import { expect, test } from 'vitest'
import type { Ink } from '../ink.ts'
import { type AgeCurve, byAge } from './by-age.ts'

const ink = { series: ['a', 'b'] } as unknown as Ink
const curve = (name: string, ages: number): AgeCurve => ({
  name,
  points: Array.from({ length: ages }, (_, age) => ({ age, value: age / 60, numerator: age, denominator: 60 })),
})

test('a curve stops where it was watched to, and is marked there', () => {
  const words = { last: 60, axis: 'days', tooltip: () => '' }
  const { series } = byAge([curve('w1', 40), curve('w2', 3)], words)(ink) as unknown as {
    series: { data: [number, number][]; symbolSize: (value: unknown, at: { dataIndex: number }) => number }[]
  }
  expect(series.map(({ data }) => data.at(-1)?.[0])).toEqual([39, 2])
  expect([0, 1, 2].map((dataIndex) => series[1]!.symbolSize(null, { dataIndex }) > 0)).toEqual([false, false, true])
})
