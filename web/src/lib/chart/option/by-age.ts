import type { EChartsCoreOption } from 'echarts/core'
import { frame, valueAxis } from '../frame.ts'
import type { Ink } from '../ink.ts'

/** A share by days since something began. A curve has points only as far as it was watched. */
export interface AgeCurve {
  name: string
  points: readonly { age: number; value: number; numerator: number; denominator: number }[]
}

const dashes = ['solid', 'dashed', 'dotted'] as const

/** Curves over days 0 … `last`; each ends with a mark where watching it ends. */
export const byAge =
  (
    curves: readonly AgeCurve[],
    words: { last: number; axis: string; tooltip: (curve: AgeCurve, point: AgeCurve['points'][number]) => string },
  ) =>
  (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    legend: { ...frame(ink).legend, type: 'plain', show: curves.length > 1 },
    grid: { ...frame(ink).grid, top: curves.length > 1 ? 44 : 16, bottom: 18, right: 16 },
    tooltip: {
      ...frame(ink).tooltip,
      axisPointer: { type: 'line' },
      formatter: (points: { seriesIndex: number; dataIndex: number }[]) =>
        points
          .map(({ seriesIndex, dataIndex }) =>
            words.tooltip(curves[seriesIndex]!, curves[seriesIndex]!.points[dataIndex]!),
          )
          .join('\n'),
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: words.last,
      interval: 10,
      name: words.axis,
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: ink.ink3, fontSize: 12 },
      axisLabel: { color: ink.ink3, fontSize: 12 },
      splitLine: { show: false },
      axisLine: { lineStyle: { color: ink.line } },
    },
    yAxis: { ...valueAxis(ink, (value) => `${Math.round(value * 100)}%`), min: 0, max: 1, interval: 0.25 },
    series: curves.map((curve, i) => ({
      name: curve.name,
      type: 'line',
      step: 'end',
      symbol: 'circle',
      showSymbol: true,
      symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => (dataIndex === curve.points.length - 1 ? 7 : 0),
      lineStyle: { color: ink.series[i % ink.series.length], width: 1.5, type: dashes[i % dashes.length] },
      itemStyle: { color: ink.series[i % ink.series.length] },
      data: curve.points.map(({ age, value }) => [age, value]),
    })),
  })
