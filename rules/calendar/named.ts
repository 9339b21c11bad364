import { chinesePublicHolidays } from './china.ts'
import { type Calendar, compileCalendar } from './compile.ts'
import type { CalendarDefinition } from './definition.ts'

const shanghai = { name: 'Asia/Shanghai', standardMinutes: 480 } as const

/**
 * The calendars that come with Mingjing. `cn-bank` is open from 09:00 to 17:30 without a lunch break: outlets and
 * operation centres staff lunch in shifts, so a case does not stand still at noon.
 */
export const calendarDefinitions: readonly CalendarDefinition[] = [
  {
    name: 'cn-bank',
    zh: '银行工作日',
    en: 'Banking days in China',
    zone: shanghai,
    opens: '09:00',
    closes: '17:30',
    week: [1, 2, 3, 4, 5],
    years: chinesePublicHolidays,
  },
  {
    name: '24x7',
    zh: '全天候',
    en: 'Around the clock',
    zone: shanghai,
    opens: '00:00',
    closes: '24:00',
    week: [1, 2, 3, 4, 5, 6, 7],
  },
  {
    name: 'weekdays-amsterdam',
    zh: '荷兰工作日',
    en: 'Weekdays in the Netherlands (imported logs)',
    zone: { name: 'Europe/Amsterdam', standardMinutes: 60, summer: 'eu' },
    opens: '08:00',
    closes: '18:00',
    week: [1, 2, 3, 4, 5],
  },
]

/** The calendar of a rule that names none. */
export const defaultCalendar = 'cn-bank'

const compiled = new Map<string, Calendar>()

/** A built-in calendar, compiled once, or undefined. */
export const calendarNamed = (name: string): Calendar | undefined => {
  const known = compiled.get(name)
  if (known) return known
  const definition = calendarDefinitions.find((calendar) => calendar.name === name)
  if (!definition) return undefined
  const calendar = compileCalendar(definition)
  compiled.set(name, calendar)
  return calendar
}
