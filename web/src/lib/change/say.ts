import type { WrittenEntry } from '@mingjing/rules/language/list.ts'
import type { QualityShares } from '@mingjing/sql/postgres/quality-tables.ts'
import { day, shortDay } from '#lib/format/moment.ts'
import { exactMoney } from '#lib/format/money.ts'
import { m } from '#lib/paraglide/messages.js'
import { writeParameter } from '#lib/rule/write-parameter.ts'
import { language } from '#lib/words/language.ts'
import { severityName, stageName } from '#lib/words/named.ts'

type Value = number | string | boolean

/** A parameter's value to the last digit: two amounts that differ must not read alike. */
export const sayValue = (value: Value, unit: string | null): string =>
  unit === 'fen' && typeof value === 'number' ? exactMoney(value) : writeParameter(value, unit)

const sayDay = (written: string): string => day(`${written}T04:00:00Z`, language())

/** The days on which an entry stands on its list. */
export const sayDays = ({ from, to }: Pick<WrittenEntry, 'from' | 'to'>): string => {
  if (from && to) return m.change_days_both({ from: sayDay(from), to: sayDay(to) })
  if (from) return m.change_days_from({ from: sayDay(from) })
  return to ? m.change_days_to({ to: sayDay(to) }) : m.change_days_always()
}

/** The days of a year's table, each `05-01` or `05-01..05-05`. */
export const sayDaysOfYear = (year: number, spans: readonly string[]): string =>
  spans
    .map((span) => {
      const [from, to] = span.split('..').map((each) => shortDay(`${year}-${each}T04:00:00Z`, language()))
      return to === undefined ? from : m.change_days_both({ from: from!, to })
    })
    .join(m.list_comma()) || '–'

/** `全部 5%、发卡·严重 20%`. */
export const sayShares = ({ all, strata }: QualityShares): string => {
  const percent = new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 2 })
  const own = Object.entries(strata).map(([stratum, share]) => {
    const [stage, severity] = stratum.split('/')
    return `${stageName(stage!)}·${severityName(severity!)} ${percent.format(share)}`
  })
  return [`${m.shares_all()} ${percent.format(all)}`, ...own].join(m.list_comma())
}

/** `1 – 600 秒`, `≥ 1`; empty where there are none. */
export const sayBounds = ({
  min,
  max,
  unit,
}: {
  min: number | null
  max: number | null
  unit: string | null
}): string => {
  if (min !== null && max !== null) return `${sayValue(min, unit)} – ${sayValue(max, unit)}`
  if (min !== null) return `≥ ${sayValue(min, unit)}`
  return max === null ? '' : `≤ ${sayValue(max, unit)}`
}
