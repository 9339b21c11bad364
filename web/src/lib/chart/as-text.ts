import type { EChartsCoreOption } from 'echarts/core'

/**
 * The drawing with what its tooltip says as text: the library puts what a formatter returns into the page as markup, and
 * labels may be names from the outside. Lines end with `\n`; `encode` is the library's own.
 */
export const tooltipAsText = (option: EChartsCoreOption, encode: (text: string) => string): EChartsCoreOption => {
  const tooltip = option.tooltip as { formatter?: unknown } | undefined
  const said = tooltip?.formatter
  if (typeof said !== 'function') return option
  const formatter = (points: unknown): string => String(said(points)).split('\n').map(encode).join('<br>')
  return { ...option, tooltip: { ...tooltip, formatter } }
}
