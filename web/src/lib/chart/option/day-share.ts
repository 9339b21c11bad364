import type { EChartsCoreOption } from 'echarts/core'
import { categoryAxis, frame, valueAxis } from '../frame.ts'
import type { Ink } from '../ink.ts'

export interface DayShare {
  label: string
  value: number | null
  numerator: number
  denominator: number
  unfinished: boolean
}

/** Smallest span of the axis, so that noise of a tenth of a per cent does not look like a landslide. */
const least = 0.05

/** Where the axis begins: a whole five per cent below the lowest day. */
export const axisFloor = (rows: readonly DayShare[]): number => {
  const lowest = Math.min(1 - least, ...rows.flatMap((row) => (row.value === null ? [] : [row.value])))
  return Math.max(0, Math.floor(lowest * 20) / 20)
}

/**
 * A share by day as a line of points: shares near 100 % differ by little, so the axis need not begin at zero, which a
 * column would have to. An unfinished day is a hollow point.
 */
export const dayShare =
  (rows: readonly DayShare[], words: (row: DayShare) => string) =>
  (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    legend: { show: false },
    grid: { left: 4, right: 12, top: 14, bottom: 4, containLabel: true },
    tooltip: {
      ...frame(ink).tooltip,
      axisPointer: { type: 'line' },
      formatter: (points: { dataIndex: number }[]) => words(rows[points[0]!.dataIndex]!),
    },
    xAxis: {
      ...categoryAxis(
        ink,
        rows.map((row) => row.label),
      ),
      boundaryGap: false,
    },
    yAxis: {
      ...valueAxis(ink, (value) => `${Math.round(value * 1000) / 10}%`),
      min: axisFloor(rows),
      max: 1,
    },
    series: [
      {
        type: 'line',
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { color: ink.series[0], width: 1.5 },
        data: rows.map((row) => ({
          value: row.value,
          itemStyle: row.unfinished
            ? { color: ink.sheet, borderColor: ink.series[0], borderWidth: 2 }
            : { color: ink.series[0] },
        })),
      },
    ],
  })
