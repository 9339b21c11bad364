import { m } from '#lib/paraglide/messages.js'
import { wordFor } from '#lib/words/named.ts'

type Value = number | string | boolean

/** What people type and what is kept: yuan for fen, per cent for a share; everything else as it is. */
const factors: Readonly<Record<string, number>> = { fen: 100, share: 0.01 }
/** Digits that survive the way there and back: shares are doubles. */
const digits = 12

/** A kept value as people type it. */
export const typed = (value: Value, unit: string | null): string =>
  typeof value === 'number' ? String(Number((value / (factors[unit ?? ''] ?? 1)).toPrecision(digits))) : String(value)

/** What people typed as it is kept, of the type of the parameter's default; null when it is none. */
export const kept = (text: string, unit: string | null, like: Value): Value | null => {
  const given = text.trim()
  if (typeof like === 'boolean') return given === 'true' ? true : given === 'false' ? false : null
  if (typeof like === 'string') return given === '' ? null : given
  const number = given === '' ? Number.NaN : Number(given.replaceAll(',', ''))
  return Number.isFinite(number) ? Number((number * (factors[unit ?? ''] ?? 1)).toPrecision(digits)) : null
}

/** The unit people type in. */
export const unitWord = (unit: string | null): string =>
  unit === null ? '' : unit === 'fen' ? m.unit_fen() : wordFor('unit', unit)
