import { daysFromCivil, firstYear, lastYear } from '../events/moment.ts'
import type { CalendarDefinition, YearTable } from './definition.ts'
import { type Offsets, offsetAt, offsetsOf, weekdayOf } from './zone.ts'

const dayMs = 86_400_000

/**
 * A calendar compiled for the years of the contract. Days are local days counted from 1970-01-01; working day `i` is
 * `workdays[i]`, and since every one is equally long, its working time begins `i * lengthMs` after the first one's.
 */
export interface Calendar {
  readonly definition: CalendarDefinition
  readonly offsets: Offsets
  readonly firstDay: number
  /** `through[d − firstDay]`: how many working days there are up to and including day `d`. */
  readonly through: Int32Array
  readonly workdays: Int32Array
  /** Local ms of the day. */
  readonly opensAt: number
  readonly lengthMs: number
}

const clock = (text: string): number => {
  const found = /^(\d\d):(\d\d)$/.exec(text)
  const ms = found ? (Number(found[1]) * 60 + Number(found[2])) * 60_000 : Number.NaN
  if (!(ms <= dayMs)) throw new Error(`calendar: ${text} is not a time of day`)
  return ms
}

const dayIn = (year: number, date: string): number => {
  const found = /^(\d\d)-(\d\d)$/.exec(date)
  if (!found) throw new Error(`calendar: ${date} is not a date MM-DD`)
  return daysFromCivil(year, Number(found[1]), Number(found[2]))
}

const daysOf = (year: number, dates: readonly string[]): number[] =>
  dates.flatMap((span) => {
    const [from, to = from] = span.split('..') as [string, string?]
    const first = dayIn(year, from)
    return Array.from({ length: dayIn(year, to) - first + 1 }, (_, i) => first + i)
  })

/**
 * Compiles a definition for the years an event may be in, with a day to spare at either end for local time.
 *
 * @throws on a malformed definition, and where the zone changes its offset within working hours: days would differ in
 *   length.
 */
export const compileCalendar = (definition: CalendarDefinition): Calendar => {
  const opensAt = clock(definition.opens)
  const lengthMs = clock(definition.closes) - opensAt
  if (lengthMs <= 0) throw new Error(`calendar ${definition.name}: closes before it opens`)

  const off = new Set<number>()
  const work = new Set<number>()
  for (const [year, table] of Object.entries(definition.years ?? {}) as [string, YearTable][]) {
    for (const day of daysOf(Number(year), table.off)) off.add(day)
    for (const day of daysOf(Number(year), table.work)) work.add(day)
  }

  const offsets = offsetsOf(definition.zone, firstYear, lastYear)
  const firstDay = daysFromCivil(firstYear, 1, 1) - 1
  const lastDay = daysFromCivil(lastYear + 1, 1, 1)
  const through = new Int32Array(lastDay - firstDay + 1)
  const workdays: number[] = []
  for (let day = firstDay; day <= lastDay; day++) {
    if (work.has(day) || (definition.week.includes(weekdayOf(day)) && !off.has(day))) workdays.push(day)
    through[day - firstDay] = workdays.length
  }
  const calendar = { definition, offsets, firstDay, through, workdays: Int32Array.from(workdays), opensAt, lengthMs }
  for (const day of workdays) {
    const start = startOf(calendar, day)
    if (offsetAt(offsets, start) !== offsetAt(offsets, start + lengthMs - 1))
      throw new Error(`calendar ${definition.name}: the clocks change within working hours`)
  }
  return calendar
}

/** When work begins on a local day, epoch ms. The offset is that of noon, which no change of clocks comes near. */
export const startOf = ({ offsets, opensAt }: Pick<Calendar, 'offsets' | 'opensAt'>, day: number): number =>
  day * dayMs + opensAt - offsetAt(offsets, day * dayMs + dayMs / 2)
