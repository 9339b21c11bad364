import { inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { indicatorNamed } from '../indicators/catalogue.ts'
import { type Filters, rowsOfClickHouse } from '../indicators/compile.ts'
import type { Part, TableName } from '../indicators/indicator.ts'
import type { Period } from '../indicators/period.ts'

export interface CockpitRow {
  /** Epoch ms. */
  readonly at_ms: number
  readonly type: string
  readonly subject: string
  readonly orgunit: string
  readonly channel: string
  readonly business: string
  /** Seconds waited and taken, whole hundredths of the currency; null where the row has none. */
  readonly wait: number | null
  readonly took: number | null
  readonly amount: number | null
  /** Of the amount, by its code; empty where the event has none, which is yuan. */
  readonly currency: string
}

const ofVisits = `toUnixTimestamp64Milli(ifNull(came_at, visit_at)) AS at_ms, 'visit' AS type, subject, orgunit, channel,
  business, if(served > 0, wait, NULL) AS wait, if(served > 0, took, NULL) AS took, CAST(NULL AS Nullable(Int64)) AS amount, '' AS currency`

const cells: Partial<Record<TableName, string>> = {
  events: `toUnixTimestamp64Milli(time) AS at_ms, toString(type) AS type, subject, toString(orgunit) AS orgunit,
    ifNull(toString(channel), '') AS channel, ifNull(business, '') AS business, wait_seconds AS wait,
    duration_seconds AS took, amount, ifNull(toString(currency), '') AS currency`,
  personalVisits: ofVisits,
  corporateVisits: ofVisits,
  corporateBalances: `toUnixTimestamp64Milli(observed_at) AS at_ms, 'account.observed' AS type, account AS subject, orgunit,
    '' AS channel, '' AS business, CAST(NULL AS Nullable(Int64)) AS wait, CAST(NULL AS Nullable(Int64)) AS took, balance AS amount,
    '' AS currency`,
}

/** What the rows of an indicator are: those it counts, or of a ratio those above the line. Null where none can be listed. */
const partOf = (id: string): Part | null => {
  const formula = indicatorNamed(id)?.formula
  const part = formula?.kind === 'value' ? formula.of : formula?.kind === 'ratio' ? formula.numerator : null
  return part !== null && cells[part.table] !== undefined ? part : null
}

/** Whether the number is the count of its rows, so that the two can be held against each other. */
export const countsRows = (id: string): boolean => partOf(id)?.value === 'countIf({rows})'
export const hasRows = (id: string): boolean => partOf(id) !== null

/**
 * The visits, events or accounts behind a number of the branch cockpit, over the very rows its indicator takes, latest
 * first, and how many there are whatever the limit. Empty for a unit that is not the caller's.
 */
export const cockpitRows = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { id, limit, ...asked }: { id: string; period: Period; filters: Filters; now: number; asOf: number; limit: number },
): Promise<{ rows: CockpitRow[]; count: number }> => {
  const part = partOf(id)
  const unit = asked.filters.orgunit
  if (part === null || (unit !== undefined && !inScope(scope, unit))) return { rows: [], count: 0 }
  const from = rowsOfClickHouse({ ...asked, part, scope, over: 'period', minutes: null, window: 0 })
  const [rows, [total]] = await Promise.all([
    clickhouse.query<CockpitRow>(
      `SELECT ${cells[part.table]} FROM ${from} ORDER BY at_ms DESC, subject LIMIT ${Math.trunc(limit)}`,
    ),
    clickhouse.query<{ n: number }>(`SELECT count() AS n FROM ${from}`),
  ])
  return { rows, count: total?.n ?? 0 }
}
