import { daysFromCivil } from '../events/moment.ts'
import type { Zone } from './definition.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** Offsets from UTC over the years compiled: from `changes[i]` on (epoch ms, ascending) it is `offsets[i]` ms. */
export interface Offsets {
  readonly changes: readonly number[]
  readonly offsets: readonly number[]
}

/** Monday 1 … Sunday 7 of a day counted from 1970-01-01, a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

const lastSunday = (year: number, month: number): number => {
  const last = daysFromCivil(year, month, 31)
  return last - (weekdayOf(last) % 7)
}

/** The offsets of a zone from the start of `first` to the end of `last`, years of the Gregorian calendar. */
export const offsetsOf = (zone: Zone, first: number, last: number): Offsets => {
  const standard = zone.standardMinutes * 60_000
  const changes = [Number.NEGATIVE_INFINITY]
  const offsets = [standard]
  if (zone.summer === 'eu')
    for (let year = first - 1; year <= last + 1; year++) {
      changes.push(lastSunday(year, 3) * dayMs + hourMs, lastSunday(year, 10) * dayMs + hourMs)
      offsets.push(standard + hourMs, standard)
    }
  return { changes, offsets }
}

/** Offset in force at a moment, in ms. */
export const offsetAt = ({ changes, offsets }: Offsets, ms: number): number => {
  let low = 0
  let high = changes.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((changes[middle] as number) <= ms) low = middle
    else high = middle - 1
  }
  return offsets[low] as number
}
