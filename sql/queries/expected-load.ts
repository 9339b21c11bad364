import { isWorkday } from '@mingjing/rules/calendar/local.ts'
import { calendarNamed, defaultCalendar } from '@mingjing/rules/calendar/named.ts'
import { clickhouseRows, clickhouseSubtree, inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { fewestDays, halfHour, loadOf, type OutletDay, type OutletLoad, type Rates } from '../cockpit/load.ts'
import { addDays, bankZone, dayOf, startOfDay } from '../indicators/period.ts'
import { visits } from '../indicators/visits.ts'

/** Days of history the usual arrivals are taken from. */
const historyDays = 56
/** Half hours told, the current one first. */
const slotsTold = 8

export interface ExpectedLoad {
  readonly outlets: readonly OutletLoad[]
  readonly days: ReadonlyMap<string, OutletDay>
  readonly rates: Rates
  /** How many days the usual arrivals are the average of, and whether they are days like today. */
  readonly basis: { readonly days: number; readonly sameWeekday: boolean }
  /** The day whose counters stand for the rest of today, `YYYY-MM-DD`; null where there is none. */
  readonly plan: string | null
  readonly now: number
}

type Clock = { readonly orgunit: string; readonly slot: number; readonly n: number }

/** What the outlets under a unit can expect in the next four hours; see ../cockpit/load.ts for how. */
export const expectedLoad = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { unit, clientKind, asOf }: { unit: string; clientKind: 'personal' | 'corporate'; asOf: number },
): Promise<ExpectedLoad> => {
  const today = dayOf(asOf)
  const midnight = startOfDay(today)
  const now = (asOf - midnight) / halfHour
  const first = Math.floor(now)
  const told = Array.from({ length: slotsTold }, (_, i) => first + i).filter((slot) => slot < 48)
  const nothing: Rates = { shownUp: 0, atCounter: 0, seconds: 0 }
  const empty = { outlets: [], days: new Map(), rates: nothing, basis: { days: 0, sameWeekday: true }, plan: null, now }
  if (!inScope(scope, unit)) return empty
  const seen = `(${clickhouseRows(scope, { orgunit: 'orgunit' })}) AND (${clickhouseSubtree(unit, 'orgunit')})`
  const own = `client_kind = '${clientKind}' AND ${seen}`
  const local = (column: string) => `toTimeZone(${column}, '${bankZone}')`
  const slotOf = (column: string) => `toUInt8(toHour(${local(column)}) * 2 + intDiv(toMinute(${local(column)}), 30))`
  const moment = (ms: number) => `fromUnixTimestamp64Milli(toInt64(${Math.trunc(ms)}), 'UTC')`
  const before = { from: addDays(today, -historyDays), to: today }
  const walkedIn = 'isNull(booked_at) AND isNotNull(came_at)'
  const pending = `isNotNull(booked_at) AND isNull(cancelled_at) AND isNull(came_at) AND planned_at >= ${moment(midnight + first * halfHour)}`
  const [history, open, known, planned, shares] = await Promise.all([
    clickhouse.query<Clock & { day: string }>(
      `SELECT orgunit, toString(toDate(${local('came_at')})) AS day, ${slotOf('came_at')} AS slot, toUInt32(count()) AS n
       FROM ${visits(before)} WHERE ${walkedIn} AND ${own} GROUP BY orgunit, day, slot`,
    ),
    // Days the bank was open are those on which anybody came anywhere within sight.
    clickhouse.query<{ day: string }>(
      `SELECT DISTINCT toString(toDate(time, '${bankZone}')) AS day FROM events WHERE type = 'counter.served'
       AND time >= ${moment(startOfDay(before.from))} AND time < ${moment(midnight)} AND (${clickhouseRows(scope, { orgunit: 'orgunit' })})`,
    ),
    clickhouse.query<Clock & { walked: number }>(
      `SELECT orgunit, ${slotOf('if(isNull(planned_at), first_at, planned_at)')} AS slot, toUInt32(countIf(${pending})) AS n,
         toUInt32(countIf(${walkedIn})) AS walked
       FROM ${visits({ from: today, to: addDays(today, 1) })} WHERE ${own} GROUP BY orgunit, slot`,
    ),
    clickhouse.query<{ orgunit: string; day: string; slot: number; windows: number }>(
      `SELECT toString(orgunit) AS orgunit, toString(toDate(time, '${bankZone}')) AS day, ${slotOf('time')} AS slot,
         argMax(ifNull(windows, 0), (time, source, id)) AS windows
       FROM events WHERE type = 'counter.staffed' AND ${own} AND time >= ${moment(midnight - 8 * 86_400_000)} AND time <= ${moment(asOf)}
       GROUP BY orgunit, day, slot`,
    ),
    clickhouse.query<{ booked: number; came: number; served: number; counter: number; seconds: number }>(
      `SELECT toUInt32(countIf(isNotNull(booked_at))) AS booked, toUInt32(countIf(isNotNull(booked_at) AND isNotNull(came_at))) AS came,
         toUInt32(countIf(served > 0)) AS served, toUInt32(countIf(served_by = 'counter')) AS counter,
         ifNull(avgIf(took, served_by = 'counter' AND isNotNull(took)), 0) AS seconds
       FROM ${visits(before)} WHERE ${own}`,
    ),
  ])
  const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()
  // A day off says nothing of a working day, nor the other way round.
  const likeToday = open.map(({ day }) => day).filter((day) => isOff(day) === isOff(today))
  const alike = likeToday.filter((day) => weekday(day) === weekday(today))
  const sameWeekday = alike.length >= fewestDays
  const basis = new Set(sameWeekday ? alike : likeToday)
  const plan = planOf(
    planned.map(({ day }) => day).filter((day) => day < today),
    today,
  )
  const days = new Map<string, { -readonly [K in keyof OutletDay]: OutletDay[K] } & OutletDay>()
  const dayFor = (orgunit: string) => {
    const found = days.get(orgunit) ?? { orgunit, usual: {}, walkInsToday: 0, booked: {}, windows: {} }
    days.set(orgunit, found)
    return found as {
      usual: Record<number, number>
      booked: Record<number, number>
      walkInsToday: number
      windows: Record<number, number>
    }
  }
  for (const { orgunit, day, slot, n } of history)
    if (basis.has(day)) dayFor(orgunit).usual[slot] = (dayFor(orgunit).usual[slot] ?? 0) + n / basis.size
  for (const { orgunit, slot, n, walked } of known) {
    if (n > 0) dayFor(orgunit).booked[slot] = n
    dayFor(orgunit).walkInsToday += walked
  }
  for (const [orgunit, changes] of Map.groupBy(planned, (each) => each.orgunit)) {
    const todays = changes.filter(({ day }) => day === today)
    const later = changes.filter(({ day, slot }) => day === plan && slot > first)
    dayFor(orgunit).windows = steps([...todays, ...later])
  }
  const [share] = shares
  const rates = {
    shownUp: share && share.booked > 0 ? share.came / share.booked : 0,
    atCounter: share && share.served > 0 ? share.counter / share.served : 0,
    seconds: share?.seconds ?? 0,
  }
  const outlets = [...days.values()].map((day) => loadOf(day, rates, now, told))
  return { outlets, days, rates, basis: { days: basis.size, sameWeekday }, plan, now }
}

const bankDays = calendarNamed(defaultCalendar)!
/** Whether a day is none of the bank's working days. */
const isOff = (day: string): boolean => isWorkday(bankDays, startOfDay(day)) === false

/** The same weekday a week ago when counters were reported then, else the last day they were. */
const planOf = (days: readonly string[], today: string): string | null => {
  const lastWeek = addDays(today, -7)
  return days.includes(lastWeek)
    ? lastWeek
    : days.reduce<string | null>((last, day) => (last === null || day > last ? day : last), null)
}

/** Counters open in each half hour, from when they changed. */
const steps = (changes: readonly { slot: number; windows: number }[]): Record<number, number> => {
  const sorted = changes.toSorted((a, b) => a.slot - b.slot)
  const open: Record<number, number> = {}
  for (let slot = 0, windows = 0, at = 0; slot < 48; slot++) {
    while (at < sorted.length && sorted[at]!.slot <= slot) windows = sorted[at++]!.windows
    open[slot] = windows
  }
  return open
}
