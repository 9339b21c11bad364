import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import { type Calendar, compileCalendar } from '@mingjing/rules/calendar/compile.ts'
import type { YearTable } from '@mingjing/rules/calendar/definition.ts'
import { calendarDefinitions, calendarNamed, defaultCalendar } from '@mingjing/rules/calendar/named.ts'

/** Years people have given a table (./take.ts), in place of a shipped one or beside them. */
export type GivenYears = Readonly<Record<number, YearTable>>

const shipped = calendarNamed(defaultCalendar)!
const compiled = new Map<string, Calendar>([[canonicalJson({}), shipped]])
const kept = 8

/** The bank's calendar with the years given, compiled once. */
export const bankDaysWith = (years: GivenYears): Calendar => {
  const name = canonicalJson(years)
  const known = compiled.get(name)
  if (known) return known
  const definition = calendarDefinitions.find((each) => each.name === defaultCalendar)!
  const calendar = compileCalendar({ ...definition, years: { ...definition.years, ...years } })
  compiled.set(name, calendar)
  if (compiled.size > kept) compiled.delete(compiled.keys().next().value!)
  return calendar
}

let years: GivenYears = {}
let calendar = shipped

/** The calendar the clocks of issues, reminders and the day's work go by, as this process knows it. */
export const bankDays = (): Calendar => calendar
/** The years in it that people gave. */
export const yearsInForce = (): GivenYears => years

/** Goes by these years from now on, in this process. */
export const goBy = (given: GivenYears): void => {
  years = given
  calendar = bankDaysWith(given)
}
