/**
 * A time zone as arithmetic, so that the same bundle means the same on every machine, whatever time-zone data it has.
 * `eu` summer time: one hour more from the last Sunday of March to the last Sunday of October, changing at 01:00 UTC
 * (Directive 2000/84/EC). `name` is the IANA zone it stands for; a test compares the two.
 */
export interface Zone {
  readonly name: string
  readonly standardMinutes: number
  readonly summer?: 'eu'
}

/** Where a year departs from the week: dates `MM-DD` or spans `MM-DD..MM-DD`. `work` wins over `off`. */
export interface YearTable {
  readonly off: readonly string[]
  readonly work: readonly string[]
}

/** A named calendar as data; part of what a bundle hashes. */
export interface CalendarDefinition {
  readonly name: string
  readonly zh: string
  readonly en: string
  readonly zone: Zone
  /** Local time of day, `HH:MM`; `24:00` closes at midnight. One span a day, of the same length every day. */
  readonly opens: string
  readonly closes: string
  /** Working days of the week, Monday 1 … Sunday 7. */
  readonly week: readonly number[]
  /** Holidays by year. A calendar that has any is provisional in the years it has none for. */
  readonly years?: Readonly<Record<number, YearTable>>
}
