import type { EChartsCoreOption } from 'echarts/core'
import { frame, namedAxis, unfinishedDecal, valueAxis } from '../frame.ts'
import type { Ink } from '../ink.ts'

export interface AgainstGoal {
  key: string
  label: string
  /** Whole fen. */
  actual: number
  goal: number | null
  unfinished: boolean
}

export interface AgainstGoalWords {
  actual: string
  goal: string
  unit: string
  /** Divides fen into the axis unit. */
  divisor: number
  tooltip: (row: AgainstGoal) => string
}

/** Columns with a tick where the goal is. The tick is a mark of its own shape, so that colour is not the only sign. */
export const againstGoal =
  (rows: readonly AgainstGoal[], words: AgainstGoalWords) =>
  (ink: Ink): EChartsCoreOption => ({
    ...frame(ink),
    legend: { ...frame(ink).legend, data: [words.actual, words.goal] },
    tooltip: {
      ...frame(ink).tooltip,
      formatter: (points: { dataIndex: number }[]) => words.tooltip(rows[points[0]!.dataIndex]!),
    },
    xAxis: namedAxis(
      ink,
      rows.map((row) => row.label),
    ),
    yAxis: {
      ...valueAxis(ink, (value) => String(Math.round((value / words.divisor) * 100) / 100), words.unit),
      min: 0,
    },
    series: [
      {
        name: words.actual,
        type: 'bar',
        barMaxWidth: 40,
        itemStyle: { color: ink.series[0] },
        data: rows.map((row) => ({
          value: row.actual,
          itemStyle: row.unfinished ? { color: ink.series[0], opacity: 0.6, decal: unfinishedDecal } : {},
        })),
      },
      {
        name: words.goal,
        type: 'line',
        symbol: 'rect',
        symbolSize: [44, 3],
        lineStyle: { opacity: 0 },
        itemStyle: { color: ink.ink },
        z: 5,
        data: rows.map((row) => row.goal),
      },
    ],
  })
