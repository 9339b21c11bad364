import { type Calendar, compileCalendar } from '../calendar/compile.ts'
import type { CalendarDefinition } from '../calendar/definition.ts'
import type { Bundle } from './bundle.ts'

const compiled = new WeakMap<CalendarDefinition, Calendar>()

/**
 * The calendar of a rule of the bundle, compiled once.
 *
 * @throws when the bundle has none of that name, which a checked rule's bundle always has.
 */
export const calendarOf = (bundle: Bundle, name: string): Calendar => {
  const definition = bundle.calendars.find((calendar) => calendar.name === name)
  if (!definition) throw new Error(`the bundle has no calendar "${name}"`)
  const known = compiled.get(definition)
  if (known) return known
  const calendar = compileCalendar(definition)
  compiled.set(definition, calendar)
  return calendar
}
