import { money } from '#lib/format/money.ts'
import { decimal } from '#lib/format/number.ts'
import { m } from '#lib/paraglide/messages.js'
import { language } from '#lib/words/language.ts'
import { wordFor } from '#lib/words/named.ts'
import { writeSpan } from '#lib/words/span.ts'

/** A parameter's value with its unit: money from fen, a share in per cent, a length of time in words. */
export const writeParameter = (value: number | string | boolean, unit: string | null): string => {
  if (typeof value === 'boolean') return value ? m.value_true() : m.value_false()
  if (typeof value === 'string') return writeSpan(value)
  if (unit === 'fen') return money(value, language())
  if (unit === 'share') return `${decimal(value * 100)}%`
  return unit === null ? decimal(value, 4) : `${decimal(value, 4)} ${wordFor('unit', unit)}`
}
