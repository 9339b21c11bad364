import { duration } from '#lib/format/duration.ts'
import type { Language } from '#lib/format/language.ts'
import { exactMoney, money } from '#lib/format/money.ts'
import { count, mean, share } from '#lib/format/number.ts'
import type { FigureUnit } from './view.ts'

/** A number of the catalogue as text, in its unit. */
export const writeFigure = (value: number | null, unit: FigureUnit, language: Language): string => {
  switch (unit) {
    case 'fen':
      return money(value, language)
    case 'share':
      return share(value)
    case 's':
      return duration(value === null ? null : value * 1000, language)
    case 'ms':
      return duration(value, language)
    case 'count':
      return count(value)
    case 'mean':
      return mean(value)
  }
}

/** The exact value for the tooltip, where the text is rounded. */
export const exactFigure = (value: number | null, unit: FigureUnit): string | undefined =>
  value === null
    ? undefined
    : unit === 'fen'
      ? exactMoney(value)
      : unit === 'share'
        ? `${value * 100}%`
        : unit === 'count'
          ? String(value)
          : undefined
