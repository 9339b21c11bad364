import type { Change } from '@mingjing/sql/changes/change.ts'
import { longestReason, longestValue } from '#lib/text/limits.ts'
import { type TooLong, tooLongIn } from '../too-long.ts'

/** Most stages and severities with a share of their own: all there are, and some. */
const mostStrata = 100
/** Most spans of days in a year's table. */
const mostSpans = 60

type Raw = Record<string, unknown>
const asRaw = (input: unknown): Raw => (typeof input === 'object' && input !== null ? (input as Raw) : {})
export const asText = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** A change from the outside, or null when it has not the shape of one. Whether it may be made is `propose`'s to say. */
export const parseChange = (input: unknown): Change | TooLong | null => {
  const raw = asRaw(input)
  const { reason, ...place } = asRaw(raw.after)
  const tooLong =
    tooLongIn(raw, longestValue) ??
    tooLongIn(place, longestValue) ??
    tooLongIn(asRaw(raw.entry), longestValue) ??
    tooLongIn({ reason }, longestReason)
  if (tooLong) return tooLong
  const text = (name: string) => asText(raw[name])
  if (raw.kind === 'parameter') {
    const { value } = raw
    const isValue = value === null || typeof value === 'boolean' || Number.isFinite(value) || typeof value === 'string'
    if (!isValue) return null
    return {
      ...{ kind: 'parameter', rule: text('rule'), parameter: text('parameter'), orgunit: text('orgunit') },
      value: typeof value === 'string' ? asText(value) : (value as number | boolean | null),
    }
  }
  if (raw.kind === 'goal') {
    const { value } = raw
    if (value !== null && !Number.isFinite(value)) return null
    const place = { indicator: text('indicator'), orgunit: text('orgunit'), product: text('product') }
    return { kind: 'goal', ...place, month: text('month'), value: value as number | null }
  }
  if (raw.kind === 'calendar') {
    const after = asRaw(raw.after)
    const days = (given: unknown): string[] | null =>
      Array.isArray(given) && given.length <= mostSpans ? given.map((each) => asText(each)) : null
    const [off, work] = [days(after.off), days(after.work)]
    if (off === null || work === null) return null
    return { kind: 'calendar', calendar: text('calendar'), year: Number(raw.year), after: { off, work } }
  }
  if (raw.kind === 'shares') {
    const { all, strata } = asRaw(raw.shares)
    const own = Object.entries(asRaw(strata))
    if (![all, ...own.map(([, share]) => share)].every(Number.isFinite) || own.length > mostStrata) return null
    return { kind: 'shares', shares: { all: all as number, strata: Object.fromEntries(own) as Record<string, number> } }
  }
  if (raw.kind === 'retention')
    return Number.isFinite(raw.months)
      ? { kind: 'retention', records: text('records'), months: raw.months as number }
      : null
  if (raw.kind !== 'list') return null
  const after = asRaw(raw.after)
  const days = { from: asText(after.from), to: asText(after.to) }
  const entry = asRaw(raw.entry)
  return {
    ...{ kind: 'list', list: text('list') },
    entry:
      raw.entry === null || raw.entry === undefined
        ? null
        : { value: asText(entry.value), from: asText(entry.from) || null },
    after: {
      value: asText(after.value),
      ...(days.from !== '' && { from: days.from }),
      ...(days.to !== '' && { to: days.to }),
      reason: asText(after.reason),
    },
  }
}
