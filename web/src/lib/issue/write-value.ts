import { duration } from '#lib/format/duration.ts'
import { fullMoment } from '#lib/format/moment.ts'
import { exactMoney, money } from '#lib/format/money.ts'
import { decimal } from '#lib/format/number.ts'
import { m } from '#lib/paraglide/messages.js'
import { language } from '#lib/words/language.ts'
import type { ShownValue } from './view.ts'

const units: Readonly<Record<string, () => string>> = {
  month: m.unit_month,
  day: m.unit_day,
  year: m.unit_year,
  m2: m.unit_m2,
  percent: m.unit_percent,
}

const codeName = (code: string): string => {
  const say = m[`code_${code.replaceAll('-', '_')}` as keyof typeof m] as (() => string) | undefined
  return say ? say() : code
}

/** A value as a person reads it, and the exact form for the tooltip where that is another one. */
export const writeValue = ({ kind, unit, value, name }: ShownValue): { text: string; exact?: string } => {
  if (value === null) return { text: m.value_null() }
  if (typeof value === 'boolean') return { text: value ? m.value_true() : m.value_false() }
  if (typeof value === 'number') {
    if (kind === 'fen') return { text: money(value, language()), exact: exactMoney(value) }
    if (kind === 'moment') return { text: fullMoment(value, language()) }
    if (unit === 's') return { text: duration(value * 1000, language()), exact: `${value} s` }
    if (unit === 'ms') return { text: duration(value, language()), exact: `${value} ms` }
    const said = unit === null ? undefined : units[unit]
    return { text: said ? `${decimal(value)}${unit === 'percent' ? '' : ' '}${said()}` : decimal(value, 4) }
  }
  if (value.startsWith('tok_')) return { text: `${m.value_masked()} ${value.slice(4, 10)}…`, exact: value }
  if (kind === 'code' || name === 'type') return { text: codeName(value) }
  return { text: value }
}
