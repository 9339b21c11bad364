import { type Language, nothing } from './language.ts'

interface Scale {
  /** Smallest amount in yuan that is written in this unit. */
  from: number
  divisor: number
  suffix: string
}

const scales: Record<Language, Scale[]> = {
  'zh-CN': [
    { from: 1e8, divisor: 1e8, suffix: ' 亿元' },
    { from: 1e4, divisor: 1e4, suffix: ' 万元' },
    { from: 0, divisor: 1, suffix: ' 元' },
  ],
  en: [
    { from: 1e9, divisor: 1e9, suffix: 'B' },
    { from: 1e6, divisor: 1e6, suffix: 'M' },
    { from: 1e3, divisor: 1e3, suffix: 'K' },
    { from: 0, divisor: 1, suffix: '' },
  ],
}

const sign = (value: number): string => (value < 0 ? '\u2212' : '')

/** Digits after the point so that about three significant figures remain: 1.23, 12.3, 123, 1,234. */
const places = (value: number): number => (value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)

/**
 * Money for reading: whole fen in, `1.23 亿元` / `12.3 万元` or `¥123M` / `¥1.23K` out.
 * The exact amount belongs in the tooltip, see {@link exactMoney}.
 */
export const money = (fen: number | null | undefined, language: Language): string => {
  if (fen === null || fen === undefined || !Number.isFinite(fen)) return nothing
  const yuan = Math.abs(fen) / 100
  const steps = scales[language]
  let step = steps.findIndex((scale) => yuan >= scale.from)
  let scale = steps[step]!
  // 9,999.6 yuan would print as "10,000 元" beside "1 万元": move up when rounding reaches the next unit.
  const above = steps[step - 1]
  if (above && Number((yuan / scale.divisor).toFixed(places(yuan / scale.divisor))) * scale.divisor >= above.from) {
    step -= 1
    scale = above
  }
  const scaled = yuan / scale.divisor
  const digits = scale.divisor === 1 && Number.isInteger(yuan) ? 0 : places(scaled)
  const text = scaled.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${sign(fen)}${language === 'en' ? '¥' : ''}${text}${scale.suffix}`
}

/** Money to the fen: `¥12,345,678.90`. Integer arithmetic, so no digit is invented beyond 2^53. */
export const exactMoney = (fen: number | null | undefined): string => exact(fen, '¥')

/** Money of another currency, whole hundredths in: `USD 1,234.50`. Exact, for its unit says nothing of its worth in yuan. */
export const foreignMoney = (hundredths: number | null | undefined, currency: string): string =>
  exact(hundredths, `${currency} `)

const exact = (hundredths: number | null | undefined, mark: string): string => {
  if (hundredths === null || hundredths === undefined || !Number.isSafeInteger(hundredths)) return nothing
  const positive = Math.abs(hundredths)
  const whole = Math.trunc(positive / 100).toLocaleString('en-US')
  return `${sign(hundredths)}${mark}${whole}.${String(positive % 100).padStart(2, '0')}`
}

/** One unit for a whole axis or column, so that its numbers compare at a glance: the unit that suits the largest. */
export const moneyScale = (largestFen: number, language: Language): { divisor: number; unit: string } => {
  const yuan = Math.abs(largestFen) / 100
  const scale = scales[language].find((each) => yuan >= each.from) ?? scales[language].at(-1)!
  const unit = language === 'en' ? `¥${scale.suffix}` : scale.suffix.trim()
  return { divisor: scale.divisor * 100, unit }
}
