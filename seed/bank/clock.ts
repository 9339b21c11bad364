/** Time of the bank: China Standard Time, UTC+8 all year round since 1991. Instants are epoch milliseconds. */

export const second = 1000
export const minute = 60_000
export const hour = 3_600_000
export const day = 86_400_000
const offset = 8 * hour

/** Number of the local day since 1970-01-01. */
export const dayNumber = (at: number): number => Math.floor((at + offset) / day)

/** Instant of local midnight at the start of that day. */
export const startOfDay = (number: number): number => number * day - offset

/** Milliseconds since local midnight. */
export const timeOfDay = (at: number): number => (at + offset) % day

/** RFC 3339 with milliseconds and the bank's offset. */
export const wireTime = (at: number): string => `${new Date(at + offset).toISOString().slice(0, 23)}+08:00`

/** Local date `YYYY-MM-DD` of a day number. */
export const dateOf = (number: number): string => new Date(number * day).toISOString().slice(0, 10)

/** Local month `YYYY-MM` of a day number. */
export const monthOf = (number: number): string => dateOf(number).slice(0, 7)

/** Day of the month, 1 … 31, of a day number. */
export const dayOfMonth = (number: number): number => new Date(number * day).getUTCDate()

/** Months since January 1970 of a day number. */
export const monthNumber = (number: number): number => {
  const date = new Date(number * day)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** Instant of a local date (its midnight) or of a full RFC 3339 time. Throws on anything else. */
export const instantOf = (text: string): number => {
  const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00+08:00` : text)
  if (Number.isNaN(at)) throw new Error(`not a date or RFC 3339 time: ${text}`)
  return at
}
