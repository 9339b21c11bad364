import type { EChartsCoreOption } from 'echarts/core'
import { categoryAxis, frame, unfinishedDecal, valueAxis } from '../frame.ts'
import type { Ink } from '../ink.ts'

export interface HourCount {
  /** `00` … `23`. */
  hour: string
  count: number
  permitted: boolean
}

/** A count an hour of the day; hours that are not permitted are hatched and in the colour of what is critical. */
export const byHour =
  (rows: readonly HourCount[], words: (row: HourCount) => string) =>
  (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    legend: { show: false },
    grid: { ...frame(ink).grid, top: 12 },
    tooltip: {
      ...frame(ink).tooltip,
      formatter: (points: { dataIndex: number }[]) => words(rows[points[0]!.dataIndex]!),
    },
    xAxis: categoryAxis(
      ink,
      rows.map((row) => row.hour),
    ),
    yAxis: { ...valueAxis(ink, String), min: 0, minInterval: 1 },
    series: [
      {
        type: 'bar',
        barCategoryGap: '20%',
        data: rows.map((row) => ({
          value: row.count,
          itemStyle: row.permitted ? { color: ink.series[0] } : { color: ink.critical, decal: unfinishedDecal },
        })),
      },
    ],
  })
