import { m } from '#lib/paraglide/messages.js'

/** `10 年`, `6 个月`. */
export const sayPeriod = (months: number): string =>
  months % 12 === 0 ? m.retention_years({ n: months / 12 }) : m.retention_in_months({ n: months })
