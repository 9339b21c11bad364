import { type Language, nothing } from './language.ts'

/** A whole number with thousands separators. */
export const count = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? nothing
    : minus(Math.round(value).toLocaleString('en-US'))

/** A whole number kept short where room is short: `12.3 万` / `123K`. */
export const shortCount = (value: number | null | undefined, language: Language): string => {
  if (value === null || value === undefined || !Number.isFinite(value)) return nothing
  if (Math.abs(value) < 10_000) return count(value)
  return minus(new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 }).format(value))
}

/** A share 0…1 as percent; a share that is not whole never reads as 100 % or 0 %. */
export const share = (value: number | null | undefined, digits = 1): string => {
  if (value === null || value === undefined || !Number.isFinite(value)) return nothing
  const smallest = 10 ** -digits
  const percent = value * 100
  if (percent > 0 && percent < smallest / 2) return `<${smallest.toFixed(digits)}%`
  if (value < 1 && percent > 100 - smallest / 2) return `>${(100 - smallest).toFixed(digits)}%`
  return `${minus(percent.toFixed(digits))}%`
}

/** A number with up to `digits` decimals. */
export const decimal = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? nothing
    : minus(value.toLocaleString('en-US', { maximumFractionDigits: digits }))

/** A mean, always with one decimal, so that a column of them stands in line. */
export const mean = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? nothing
    : minus(value.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 }))

/** A true minus sign has the width of a digit; a hyphen has not. */
const minus = (text: string): string => text.replace('-', '\u2212')
