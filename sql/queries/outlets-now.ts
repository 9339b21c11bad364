import { clickhouseRows, clickhouseSubtree, inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { moment } from '../clickhouse/bind.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { dayOf, startOfDay } from '../indicators/period.ts'
import { type ClientKind, visits } from '../indicators/visits.ts'

/** How one kind of customers stand at one outlet at a moment. */
export interface OutletNow {
  readonly orgunit: string
  /** Took a number within three hours and neither served nor gone: waiting or at a counter. */
  readonly inHall: number
  /** Of those, when the first took the number; epoch ms, null when nobody is there. */
  readonly longest: number | null
  readonly servedToday: number
  /** Counters open; null where none was ever reported today. */
  readonly windows: number | null
}

const hallHours = 3

/** Every outlet under a unit that had anybody or any counter today, at the moment the numbers reach. */
export const outletsNow = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { unit, clientKind, asOf }: { unit: string; clientKind: ClientKind; asOf: number },
): Promise<OutletNow[]> => {
  if (!inScope(scope, unit)) return []
  const today = dayOf(asOf)
  const period = { from: today, to: dayOf(startOfDay(today) + 36 * 3_600_000) }
  const seen = `(${clickhouseRows(scope, { orgunit: 'orgunit' })}) AND (${clickhouseSubtree(unit, 'orgunit')})`
  const inHall = `isNotNull(taken_at) AND isNull(left_at) AND isNull(served_at) AND taken_at > ${moment(asOf)} - toIntervalHour(${hallHours})`
  return clickhouse.query<OutletNow>(
    `SELECT orgunit, toUInt32(sum(in_hall)) AS inHall, max(longest_at) AS longest, toUInt32(sum(served_n)) AS servedToday,
        max(open) AS windows
     FROM (
       SELECT orgunit, countIf(${inHall}) AS in_hall, toUnixTimestamp64Milli(minOrNullIf(taken_at, ${inHall})) AS longest_at,
         countIf(served > 0) AS served_n, CAST(NULL AS Nullable(Int64)) AS open
       FROM ${visits(period, clientKind, 0)} WHERE ${seen} GROUP BY orgunit
       UNION ALL
       SELECT toString(orgunit) AS orgunit, 0, NULL, 0, argMax(windows, (time, source, id)) AS open
       FROM events WHERE type = 'counter.staffed' AND client_kind = '${clientKind}'
         AND time >= ${moment(startOfDay(today))} AND time <= ${moment(asOf)} AND ${seen} GROUP BY orgunit)
     GROUP BY orgunit ORDER BY orgunit`,
  )
}
