import type { Bound, Comparison } from '@mingjing/sql/issues/term.ts'

const unitMs: Record<string, number> = {
  m: 60_000,
  min: 60_000,
  分: 60_000,
  分钟: 60_000,
  h: 3_600_000,
  时: 3_600_000,
  小时: 3_600_000,
  d: 86_400_000,
  天: 86_400_000,
  日: 86_400_000,
  w: 604_800_000,
  周: 604_800_000,
}
const span = /^(\d{1,5})\s*([a-z]+|分钟?|小?时|[天日周])$/i

/** A length of time as people write it (`4h`, `2天`), ms of the clock, or null. */
export const spanOf = (text: string): number | null => {
  const written = span.exec(text)
  const unit = unitMs[written?.[2]?.toLowerCase() ?? '']
  return written && unit !== undefined ? Number(written[1]) * unit : null
}

const dayMs = 86_400_000
/** The bank's day has no summer time. */
const bankOffset = '+08:00'

/** The first moment of a day of the bank, `2026-03-31`, or null when there is no such day. */
export const dayStart = (text: string): Date | null => {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return null
  const start = new Date(`${text}T00:00:00${bankOffset}`)
  const same = !Number.isNaN(start.getTime()) && new Date(start.getTime() + dayMs / 3).toISOString().startsWith(text)
  return same ? start : null
}

/** A comparison with a whole day as bounds of moments. */
export const dayBounds = (compare: Comparison, start: Date): Bound<Date>[] => {
  const next = new Date(start.getTime() + dayMs)
  switch (compare) {
    case '<':
      return [{ compare: '<', value: start }]
    case '<=':
      return [{ compare: '<', value: next }]
    case '>':
      return [{ compare: '>=', value: next }]
    case '>=':
      return [{ compare: '>=', value: start }]
    case '=':
      return [
        { compare: '>=', value: start },
        { compare: '<', value: next },
      ]
  }
}
