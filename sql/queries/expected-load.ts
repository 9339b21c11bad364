import { isWorkday } from '@mingjing/rules/calendar/local.ts'
import { clickhouseRows, clickhouseSubtree, inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { bankDays } from '../bank-days/bank-days.ts'
import { moment } from '../clickhouse/bind.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { fewestDays, halfHour, loadOf, type OutletDay, type OutletLoad, type Rates } from '../cockpit/load.ts'
import { addDays, bankZone, dayOf, startOfDay } from '../indicators/period.ts'
import { type ClientKind, visits } from '../indicators/visits.ts'

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
}

/** What the outlets under a unit can expect in the next four hours; see ../cockpit/load.ts for how. */
export const expectedLoad = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { unit, clientKind, asOf }: { unit: string; clientKind: ClientKind; asOf: number },
): Promise<ExpectedLoad> => {
  const today = dayOf(asOf)
  const midnight = startOfDay(today)
  const now = (asOf - midnight) / halfHour
  const first = Math.floor(now)
  const told = Array.from({ length: slotsTold }, (_, i) => first + i).filter((slot) => slot < 48)
  const nothing: Rates = { shownUp: 0, atCounter: 0, seconds: 0 }
  const empty = { outlets: [], days: new Map(), rates: nothing, basis: { days: 0, sameWeekday: true }, plan: null }
  if (!inScope(scope, unit)) return empty
  const seen = `(${clickhouseRows(scope, { orgunit: 'orgunit' })}) AND (${clickhouseSubtree(unit, 'orgunit')})`
  const local = (column: string) => `toTimeZone(${column}, '${bankZone}')`
  const slotOf = (column: string) => `toUInt8(toHour(${local(column)}) * 2 + intDiv(toMinute(${local(column)}), 30))`
  const from = addDays(today, -historyDays)
  const [open, planned] = await Promise.all([
    // Days the bank was open are those on which anybody came anywhere within sight.
    clickhouse.query<{ day: string }>(
      `SELECT DISTINCT toString(toDate(time, '${bankZone}')) AS day FROM events WHERE type = 'counter.served'
       AND time >= ${moment(startOfDay(from))} AND time < ${moment(midnight)} AND (${clickhouseRows(scope, { orgunit: 'orgunit' })})`,
    ),
    clickhouse.query<{ orgunit: string; day: string; slot: number; windows: number }>(
      `SELECT toString(orgunit) AS orgunit, toString(toDate(time, '${bankZone}')) AS day, ${slotOf('time')} AS slot,
         argMax(ifNull(windows, 0), (time, source, id)) AS windows
       FROM events WHERE type = 'counter.staffed' AND client_kind = '${clientKind}' AND ${seen}
         AND time >= ${moment(midnight - 8 * 86_400_000)} AND time <= ${moment(asOf)}
       GROUP BY orgunit, day, slot`,
    ),
  ])
  const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()
  // A day off says nothing of a working day, nor the other way round.
  const likeToday = open.map(({ day }) => day).filter((day) => isOff(day) === isOff(today))
  const alike = likeToday.filter((day) => weekday(day) === weekday(today))
  const sameWeekday = alike.length >= fewestDays
  const basis = sameWeekday ? alike : likeToday
  const plan = planOf(
    planned.map(({ day }) => day).filter((day) => day < today),
    today,
  )
  const past = `visit_at < ${moment(midnight)}`
  const walkedIn = 'isNull(booked_at) AND isNotNull(came_at)'
  const booked = 'isNotNull(booked_at) AND isNull(cancelled_at)'
  // Who comes, comes at that moment; who is expected, at the planned one.
  const moved = 'ifNull(came_at, visit_at)'
  const sums = await clickhouse.query<Sums>(
    `SELECT orgunit, ${slotOf(moved)} AS slot,
       toUInt32(countIf(${past} AND ${walkedIn} AND has({basis:Array(String)}, toString(toDate(${moved}, '${bankZone}'))))) AS usual,
       toUInt32(countIf(NOT ${past} AND ${walkedIn})) AS walked,
       toUInt32(countIf(${booked} AND isNull(came_at) AND planned_at >= ${moment(midnight + first * halfHour)})) AS awaited,
       toUInt32(countIf(${past} AND ${booked})) AS booked, toUInt32(countIf(${past} AND ${booked} AND isNotNull(came_at))) AS came,
       toUInt32(countIf(${past} AND served > 0)) AS served, toUInt32(countIf(${past} AND served_by = 'counter')) AS counter,
       toUInt32(countIf(${past} AND served_by = 'counter' AND isNotNull(took))) AS timed,
       toFloat64(sumIf(ifNull(took, 0), ${past} AND served_by = 'counter')) AS seconds
     FROM ${visits({ from, to: addDays(today, 1) }, clientKind)} WHERE ${seen} GROUP BY orgunit, slot`,
    { basis },
  )
  const days = new Map<string, MutableDay>()
  const dayFor = (orgunit: string): MutableDay => {
    const found = days.get(orgunit) ?? { orgunit, usual: {}, walkInsToday: 0, booked: {}, windows: {} }
    days.set(orgunit, found)
    return found
  }
  for (const { orgunit, slot, usual, walked, awaited } of sums) {
    if (usual + walked + awaited === 0) continue
    const day = dayFor(orgunit)
    if (usual > 0) day.usual[slot] = usual / basis.length
    if (awaited > 0) day.booked[slot] = awaited
    day.walkInsToday += walked
  }
  for (const [orgunit, changes] of Map.groupBy(planned, (each) => each.orgunit)) {
    const todays = changes.filter(({ day }) => day === today)
    const later = changes.filter(({ day, slot }) => day === plan && slot > first)
    dayFor(orgunit).windows = steps([...todays, ...later])
  }
  const rates = ratesOf(sums)
  const outlets = [...days.values()].map((day) => loadOf(day, rates, now, told))
  return { outlets, days, rates, basis: { days: basis.length, sameWeekday }, plan }
}

/** Of an outlet and a half hour: of the history `usual` … `seconds`, of today `walked`, and `awaited`, who may still come. */
type Sums = { readonly orgunit: string; readonly slot: number } & Readonly<
  Record<'usual' | 'walked' | 'awaited' | 'booked' | 'came' | 'served' | 'counter' | 'timed' | 'seconds', number>
>
type MutableDay = {
  readonly orgunit: string
  walkInsToday: number
  usual: Record<number, number>
  booked: Record<number, number>
  windows: Record<number, number>
}

const ratesOf = (sums: readonly Sums[]): Rates => {
  const all = (of: 'booked' | 'came' | 'served' | 'counter' | 'timed' | 'seconds') =>
    sums.reduce((sum, each) => sum + each[of], 0)
  const share = (above: number, below: number) => (below > 0 ? above / below : 0)
  return {
    shownUp: share(all('came'), all('booked')),
    atCounter: share(all('counter'), all('served')),
    seconds: share(all('seconds'), all('timed')),
  }
}

/** Whether a day is none of the bank's working days. */
const isOff = (day: string): boolean => isWorkday(bankDays(), startOfDay(day)) === false

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
