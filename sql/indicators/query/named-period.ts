import { addDays, addMonths, monthStart, type Period } from '../period.ts'
import { startOf } from './grain.ts'

const mostDays = 1000

const fixed: Readonly<Record<string, (today: string) => Period>> = {
  today: (today) => ({ from: today, to: addDays(today, 1) }),
  yesterday: (today) => ({ from: addDays(today, -1), to: today }),
  'this-week': (today) => ({ from: startOf('week', today), to: addDays(today, 1) }),
  'last-week': (today) => ({ from: addDays(startOf('week', today), -7), to: startOf('week', today) }),
  'this-month': (today) => ({ from: monthStart(today), to: addDays(today, 1) }),
  'last-month': (today) => ({ from: addMonths(monthStart(today), -1), to: monthStart(today) }),
  'this-year': (today) => ({ from: `${today.slice(0, 4)}-01-01`, to: addDays(today, 1) }),
  'last-year': (today) => ({ from: `${Number(today.slice(0, 4)) - 1}-01-01`, to: `${today.slice(0, 4)}-01-01` }),
}

export const periodNames: readonly string[] = [...Object.keys(fixed), 'last-N-days']

/** The days of a named period, today (`YYYY-MM-DD`) being the day the numbers reach; null for a name nobody knows. */
export const namedPeriod = (name: string, today: string): Period | null => {
  if (Object.hasOwn(fixed, name)) return fixed[name]!(today)
  const days = Number(/^last-(\d{1,4})-days$/.exec(name)?.[1] ?? 0)
  if (days < 1 || days > mostDays) return null
  return { from: addDays(today, 1 - days), to: addDays(today, 1) }
}
