import type { Ink } from './ink.ts'

/** What all charts share: quiet axes, our type, a tooltip like our popovers. */
export const frame = (ink: Ink) => ({
  textStyle: { fontFamily: ink.font, color: ink.ink2, fontSize: 12 },
  grid: { left: 8, right: 12, top: 28, bottom: 4, containLabel: true },
  tooltip: {
    trigger: 'axis' as const,
    confine: true,
    backgroundColor: ink.sheet,
    borderColor: ink.line,
    textStyle: { color: ink.ink, fontFamily: ink.font, fontSize: 12 },
    axisPointer: { type: 'shadow' as const, shadowStyle: { color: ink.line, opacity: 0.35 } },
  },
  legend: { top: 0, right: 0, itemWidth: 12, itemHeight: 8, textStyle: { color: ink.ink2, fontSize: 12 } },
})

export const categoryAxis = (ink: Ink, data: string[]) => ({
  type: 'category' as const,
  data,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: ink.line } },
  axisLabel: { color: ink.ink3, fontSize: 12, hideOverlap: true },
})

/** A few names, each of them shown: on a phone over two lines rather than not at all. */
export const namedAxis = (ink: Ink, names: string[]) => {
  const axis = categoryAxis(ink, names)
  return names.length > 3
    ? axis
    : {
        ...axis,
        axisLabel: {
          ...axis.axisLabel,
          hideOverlap: false,
          interval: 0,
          width: 100,
          lineHeight: 15,
          overflow: 'break' as const,
        },
      }
}

export const valueAxis = (ink: Ink, write: (value: number) => string, name = '') => ({
  type: 'value' as const,
  name,
  nameTextStyle: { color: ink.ink3, fontSize: 12, align: 'left' as const },
  splitNumber: 4,
  axisLabel: { color: ink.ink3, fontSize: 12, formatter: write },
  splitLine: { lineStyle: { color: ink.line } },
})

/** The hatch of what has not ended, the same as in HTML bars. */
export const unfinishedDecal = {
  symbol: 'rect',
  dashArrayX: [1, 0],
  dashArrayY: [2, 4],
  rotation: -Math.PI / 4,
  color: 'rgba(255,255,255,0.55)',
}
