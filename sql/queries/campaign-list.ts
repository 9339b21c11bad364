import { inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { type ListOf, listConditions, type Rung, rungs } from '../indicators/campaign-customers.ts'
import { type Filters, rowsOfClickHouse } from '../indicators/compile.ts'
import type { Period } from '../indicators/period.ts'

export interface CampaignListRequest {
  readonly who: ListOf
  readonly period: Period
  /** Days after being put on the list within which contact, answer and purchase count. */
  readonly window: number
  /** Within the caller's subtree; the other filters are those of the indicators. */
  readonly filters: Filters
  /** The present moment and the one up to which events were judged, epoch ms. */
  readonly now: number
  readonly asOf: number
  readonly limit: number
}

export interface CampaignListRow {
  /** Customer number as events have it. */
  readonly customer: string
  readonly campaign: string
  readonly segment: string
  readonly product: string
  readonly orgunit: string
  /** Of the first contact; empty when there was none. */
  readonly channel: string
  readonly actor: string
  readonly control: boolean
  readonly rung: Rung
  readonly purchased: boolean
  readonly contacts: number
  /** What was bought for, fen. */
  readonly spent: number
  /** Put on the list, epoch ms. */
  readonly targetedAt: number
  /** The conversion window ended before what `asOf` reaches, so that the outcome is final. */
  readonly settled: boolean
}

export interface CampaignList {
  readonly rows: readonly CampaignListRow[]
  /** Of all, whatever the limit. */
  readonly count: number
}

/**
 * The customers behind a number of a campaign, taken over the very rows the indicators count, those listed last first.
 * Empty for a unit that is not the caller's.
 */
export const campaignList = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { who, period, window, filters, now, asOf, limit }: CampaignListRequest,
): Promise<CampaignList> => {
  if (filters.orgunit !== undefined && !inScope(scope, filters.orgunit)) return { rows: [], count: 0 }
  const rows = rowsOfClickHouse({
    part: { table: 'campaignCustomers', value: 'count()', where: listConditions[who] },
    scope,
    over: 'period',
    period,
    minutes: null,
    filters,
    window,
    now,
    asOf,
  })
  type Raw = Omit<CampaignListRow, 'rung' | 'settled'> & { rung: number; until: number }
  const [found, [total]] = await Promise.all([
    clickhouse.query<Raw>(
      `SELECT customer, campaign, segment, product, orgunit, channel, actor, control, rung, purchased, contacts, spent,
         toUnixTimestamp64Milli(targeted_at) AS targetedAt, toUnixTimestamp64Milli(until) AS until
       FROM ${rows} ORDER BY targeted_at DESC, campaign, customer LIMIT ${Math.trunc(limit)}`,
    ),
    clickhouse.query<{ n: number }>(`SELECT count() AS n FROM ${rows}`),
  ])
  return {
    rows: found.map(({ rung, until, ...row }) => ({ ...row, rung: rungs[rung] as Rung, settled: until <= asOf })),
    count: total?.n ?? 0,
  }
}
