import type { Calendar } from '../calendar/compile.ts'
import { workdaysThrough } from '../calendar/local.ts'
import type { Span } from '../calendar/working.ts'
import type { DayRange, Scope } from './scope.ts'
import { intLiteral } from './sql.ts'

const dayMs = 86_400_000

/** Digits of one number in a text of numbers: the days of the calendars are some 48,000. */
const width = 6

/**
 * The calendar as constants of a WITH clause: `cal_work`, a 0 or 1 for every day of the range, `cal_through`, the
 * working days up to and including each, and `cal_days`, the working days themselves, counted from 1 as days of the
 * range. All are texts, numbers of {@link width} digits: ClickHouse hashes a constant wherever its name is used, and
 * takes a hundred times longer over an array than over a text.
 */
export const calendarConstants = (calendar: Calendar, { first, last }: DayRange): string[] => {
  let digits = ''
  for (let day = first; day <= last; day++)
    digits += workdaysThrough(calendar, day) - workdaysThrough(calendar, day - 1)
  const days = (array: string) => `arrayStringConcat(arrayMap(x -> leftPad(toString(x), ${width}, '0'), ${array}))`
  const work = "arrayMap(x -> toInt64(x), splitByString('', cal_work))"
  return [
    `'${digits}' AS cal_work`,
    `${days(`arrayCumSum(${work})`)} AS cal_through`,
    `${days(`arrayFilter(day -> substring(cal_work, day, 1) = '1', range(1, ${last - first + 2}))`)} AS cal_days`,
  ]
}

/** Offset from UTC in ms at an epoch-ms expression. */
const offset = (calendar: Calendar, ms: string): string => {
  const { changes, offsets } = calendar.offsets
  const [standard] = offsets
  if (offsets.length === 1) return String(standard)
  // Changes alternate, standard time first, so an odd number of them passed means summer time.
  const summer = (offsets[1] as number) - (standard as number)
  return `(${standard} + ${summer} * (arrayCount(x -> x <= ${ms}, [${changes.slice(1).join(', ')}]) % 2))`
}

/** Local clock reading as if it were UTC. */
export const localMs = (calendar: Calendar, ms: string): string => `(${ms} + ${offset(calendar, ms)})`

/** Local day counted from 1970-01-01. */
export const localDay = (calendar: Calendar, ms: string): string => `intDiv(${localMs(calendar, ms)}, ${dayMs})`

/** The place of a local day in the range, counted from 1. */
const placeOf = ({ days }: Scope, day: string): string => `${day} - ${days.first - 1}`

/** 1 when a local day is a working day, 0 when not or beyond the range. */
export const workday = (scope: Scope, day: string): string =>
  `toInt64(substring(cal_work, greatest(${placeOf(scope, day)}, 0), 1) = '1')`

/** The number at a place counted from 1, or 0 where there is none; a negative place would count from the end. */
const numberAt = (text: string, place: string): string =>
  `toInt64OrZero(substring(${text}, greatest((${place} - 1) * ${width} + 1, 0), ${width}))`

const through = (scope: Scope, day: string): string => numberAt('cal_through', placeOf(scope, day))

/** When work begins on the n-th working day of the range, counted from 1, or null. */
const openingOf = (scope: Scope, n: string): string => {
  const { calendar } = scope
  const day = scope.name()
  const noon = `${day} * ${dayMs} + ${dayMs / 2}`
  const found = `nullIf(${numberAt('cal_days', n)}, 0) + ${scope.days.first - 1}`
  return `((${found} AS ${day}) * ${dayMs} + ${calendar.opensAt} - ${offset(calendar, noon)})`
}

/** Working ms from the first day of the range up to a moment. */
const workedUntil = (scope: Scope, ms: string): string => {
  const { calendar } = scope
  const day = scope.name()
  const local = scope.name()
  const sinceOpening = `${local} - ${day} * ${dayMs} - ${calendar.opensAt}`
  return (
    `(${through(scope, `(intDiv((${localMs(calendar, ms)} AS ${local}), ${dayMs}) AS ${day}) - 1`)} * ${calendar.lengthMs}` +
    ` + ${workday(scope, day)} * least(greatest(${sinceOpening}, 0), ${calendar.lengthMs}))`
  )
}

/** What the clock of such a span reads at a moment: the SQL twin of `clockReading`, but for where it counts from. */
export const reading = (scope: Scope, ms: string, span: Span): string => {
  if ('ms' in span) return ms
  if ('workingMs' in span) return workedUntil(scope, ms)
  return `intDiv(${workedUntil(scope, `(${ms} - 1)`)}, ${scope.calendar.lengthMs})`
}

/**
 * A moment plus a span, longer by an expression: the SQL twin of {@link ../calendar/working.ts}. Null beyond the range
 * of days.
 */
export const plus = (scope: Scope, ms: string, span: Span, added: string | null = null): string => {
  const { calendar } = scope
  const more = added === null ? '' : ` + ${added}`
  if ('ms' in span) return `(${ms} + ${intLiteral(span.ms)}${more})`
  if ('workdays' in span) {
    const count = `${through(scope, localDay(calendar, ms))} + ${span.workdays}${more}`
    return `(${openingOf(scope, count)} + ${calendar.lengthMs})`
  }
  const worked = scope.name()
  const count = scope.name()
  const opening = openingOf(
    scope,
    `(intDiv((${workedUntil(scope, ms)} + ${span.workingMs}${more} AS ${worked}) + ${calendar.lengthMs - 1}, ${calendar.lengthMs}) AS ${count})`,
  )
  return `(${opening} + ${worked} - (${count} - 1) * ${calendar.lengthMs})`
}

/** A moment minus a span, for reminders. Null, or a moment before every event, beyond the range of days. */
export const minus = (scope: Scope, ms: string, span: Span): string => {
  const { calendar } = scope
  if ('ms' in span) return `(${ms} - ${intLiteral(span.ms)})`
  if ('workdays' in span) {
    const count = `${through(scope, `${localDay(calendar, ms)} - 1`)} - ${span.workdays} + 1`
    return `(${openingOf(scope, count)} + ${calendar.lengthMs})`
  }
  const worked = scope.name()
  const whole = scope.name()
  // Below zero the count is 0 or less, and there is no such working day.
  const opening = openingOf(
    scope,
    `(toInt64(floor((${workedUntil(scope, ms)} - ${span.workingMs} AS ${worked}) / ${calendar.lengthMs})) AS ${whole}) + 1`,
  )
  return `(${opening} + ${worked} - ${whole} * ${calendar.lengthMs})`
}
