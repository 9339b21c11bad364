import type { EChartsCoreOption } from 'echarts/core'
import { categoryAxis, frame, unfinishedDecal, valueAxis } from '../frame.ts'
import type { Ink } from '../ink.ts'

export interface Day {
  label: string
  value: number
  unfinished: boolean
}

/** A count by day as columns; the day that goes on is hatched. */
export const perDay =
  (rows: readonly Day[], words: (row: Day) => string) =>
  (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    legend: { show: false },
    grid: { left: 4, right: 8, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      ...frame(ink).tooltip,
      formatter: (points: { dataIndex: number }[]) => words(rows[points[0]!.dataIndex]!),
    },
    xAxis: categoryAxis(
      ink,
      rows.map((row) => row.label),
    ),
    yAxis: { ...valueAxis(ink, (value) => value.toLocaleString('en-US')), min: 0, minInterval: 1 },
    series: [
      {
        type: 'bar',
        barCategoryGap: '35%',
        itemStyle: { color: ink.series[0] },
        data: rows.map((row) => ({
          value: row.value,
          itemStyle: row.unfinished ? { color: ink.series[0], opacity: 0.6, decal: unfinishedDecal } : {},
        })),
      },
    ],
  })
