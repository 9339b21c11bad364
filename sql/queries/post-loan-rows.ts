import { inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { type Filters, rowsOfClickHouse } from '../indicators/compile.ts'
import type { Part } from '../indicators/indicator.ts'
import type { Period } from '../indicators/period.ts'

/** What a number of the post-loan page was taken over: table and condition as in the catalogue, and what a row shows. */
const lists = {
  stages: {
    part: { table: 'contractStages', value: 'count()' },
    cells: "stage, balance, toUnixTimestamp64Milli(since) AS at_ms, '' AS detail",
  },
  moves: {
    part: { table: 'contractMonths', value: 'count()' },
    cells: 'stage, balance, toUnixTimestamp64Milli(ends) AS at_ms, next_stage AS detail',
  },
  entered: {
    part: { table: 'overdueEntries', value: 'count()' },
    cells: "stage, balance, toUnixTimestamp64Milli(entered) AS at_ms, if(recovered, 'recovered', '') AS detail",
  },
  'not-recovered': {
    part: { table: 'overdueEntries', value: 'count()', where: 'NOT recovered' },
    cells: "stage, balance, toUnixTimestamp64Milli(entered) AS at_ms, '' AS detail",
  },
  calls: {
    part: { table: 'events', value: 'count()', where: "type = 'collection.called'" },
    cells:
      "ifNull(toString(stage), '') AS stage, 0 AS balance, toUnixTimestamp64Milli(time) AS at_ms, ifNull(actor, '') AS detail",
  },
  'outside-hours': {
    part: {
      table: 'events',
      value: 'count()',
      where: "type = 'collection.called' AND NOT (toHour(toTimeZone(time, 'Asia/Shanghai')) BETWEEN 8 AND 21)",
    },
    cells:
      "ifNull(toString(stage), '') AS stage, 0 AS balance, toUnixTimestamp64Milli(time) AS at_ms, ifNull(actor, '') AS detail",
  },
  'too-often': {
    part: { table: 'debtorDays', value: 'count()', where: 'effective_calls > 3' },
    cells:
      "'' AS stage, 0 AS balance, toUnixTimestamp64Milli(toDateTime64(called_on, 3, 'Asia/Shanghai')) AS at_ms, toString(effective_calls) AS detail",
  },
} as const satisfies Record<string, { part: Part; cells: string }>
export type PostLoanList = keyof typeof lists
export const postLoanLists = Object.keys(lists) as PostLoanList[]

export interface PostLoanRow {
  readonly contract: string
  readonly orgunit: string
  readonly product: string
  readonly stage: string
  /** Fen; 0 where the row has none. */
  readonly balance: number
  readonly at_ms: number
  /** The stage moved to, `recovered`, the agent, or the number of effective calls: by list. */
  readonly detail: string
}

/**
 * The contracts or calls behind a number of the post-loan page, over the very rows its indicator counts, latest first,
 * and how many there are whatever the limit. Empty for a unit that is not the caller's.
 */
export const postLoanRows = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  {
    list,
    limit,
    ...asked
  }: { list: PostLoanList; period: Period; filters: Filters; now: number; asOf: number; limit: number },
): Promise<{ rows: PostLoanRow[]; count: number }> => {
  if (asked.filters.orgunit !== undefined && !inScope(scope, asked.filters.orgunit)) return { rows: [], count: 0 }
  const { part, cells } = lists[list]
  const over = list === 'stages' ? 'now' : 'period'
  const from = rowsOfClickHouse({ ...asked, part, scope, over, minutes: null, window: 0 })
  const [rows, [total]] = await Promise.all([
    clickhouse.query<PostLoanRow>(
      `SELECT ifNull(contract, '') AS contract, toString(orgunit) AS orgunit, ifNull(toString(product), '') AS product, ${cells}
       FROM ${from} ORDER BY at_ms DESC, contract LIMIT ${Math.trunc(limit)}`,
    ),
    clickhouse.query<{ n: number }>(`SELECT count() AS n FROM ${from}`),
  ])
  return { rows, count: total?.n ?? 0 }
}
