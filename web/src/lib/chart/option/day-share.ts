import type { EChartsCoreOption } from 'echarts/core'
import { categoryAxis, frame, unfinishedDecal, valueAxis } from '../frame.ts'
import type { Ink } from '../ink.ts'

export interface DayShare {
  label: string
  value: number | null
  numerator: number
  denominator: number
  unfinished: boolean
}

/** A share by day as columns from zero to 100 %; an unfinished day is hatched. `words` writes the tooltip's line. */
export const dayShare =
  (rows: readonly DayShare[], words: (row: DayShare) => string, goal: number | null) =>
  (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    legend: { show: false },
    grid: { left: 4, right: 8, top: 12, bottom: 4, containLabel: true },
    aria: { enabled: true, decal: { show: false } },
    tooltip: {
      ...frame(ink).tooltip,
      formatter: (points: { dataIndex: number }[]) => words(rows[points[0]!.dataIndex]!),
    },
    xAxis: categoryAxis(
      ink,
      rows.map((row) => row.label),
    ),
    yAxis: { ...valueAxis(ink, (value) => `${Math.round(value * 100)}%`), min: 0, max: 1 },
    series: [
      {
        type: 'bar',
        barMaxWidth: 18,
        data: rows.map((row) => ({
          value: row.value,
          itemStyle: row.unfinished
            ? { color: ink.series[0], opacity: 0.55, decal: unfinishedDecal }
            : { color: row.value !== null && goal !== null && row.value < goal ? ink.series[1] : ink.series[0] },
        })),
        markLine:
          goal === null
            ? undefined
            : {
                symbol: 'none',
                silent: true,
                lineStyle: { color: ink.ink3, type: 'dashed' },
                label: { show: false },
                data: [{ yAxis: goal }],
              },
      },
    ],
  })
