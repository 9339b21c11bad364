import type { EChartsCoreOption } from 'echarts/core'
import { categoryAxis, frame, valueAxis } from '../frame.ts'
import type { Ink } from '../ink.ts'

export interface Minute {
  label: string
  events: number
  hits: number
}

/** Events per minute as columns; minutes without a block are zero, since nothing came. */
export const perMinute =
  (rows: readonly Minute[], words: { events: string; hits: string }) =>
  (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    legend: { ...frame(ink).legend, data: [words.events, words.hits] },
    xAxis: categoryAxis(
      ink,
      rows.map((row) => row.label),
    ),
    yAxis: { ...valueAxis(ink, (value) => value.toLocaleString('en-US')), min: 0, minInterval: 1 },
    series: [
      {
        name: words.events,
        type: 'bar',
        barCategoryGap: '30%',
        itemStyle: { color: ink.series[0] },
        data: rows.map((row) => row.events),
      },
      {
        name: words.hits,
        type: 'line',
        symbol: 'diamond',
        symbolSize: 6,
        lineStyle: { width: 1.5, color: ink.series[1] },
        itemStyle: { color: ink.series[1] },
        data: rows.map((row) => row.hits),
      },
    ],
  })

const minuteMs = 60_000

/** Fills the minutes between `from` and `until` in which no block was done. */
export const everyMinute = (
  rows: readonly { minute_ms: number; events: number; hits: number }[],
  from: number,
  until: number,
  label: (ms: number) => string,
): Minute[] => {
  const found = new Map(rows.map((row) => [row.minute_ms, row]))
  const first = Math.ceil(from / minuteMs) * minuteMs
  const filled: Minute[] = []
  for (let ms = first; ms <= until; ms += minuteMs) {
    filled.push({ label: label(ms), events: found.get(ms)?.events ?? 0, hits: found.get(ms)?.hits ?? 0 })
  }
  return filled
}
