import { inScope } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { type CampaignList, type CampaignListRequest, campaignList } from '../queries/campaign-list.ts'

/** The most rows one export holds. */
export const mostLabels = 100_000

/**
 * What campaigns brought about, a row a customer and campaign, target and control, as labels for a model. That they were
 * taken out, by whom and which, goes on record before they are given.
 * @returns null when the caller may not, or not for that unit.
 */
export const exportLabels = async (
  { db, clickhouse }: { db: Db; clickhouse: ClickHouseReader },
  scope: Scope,
  request: Omit<CampaignListRequest, 'who' | 'limit'>,
): Promise<CampaignList | null> => {
  const { period, window, filters, now, asOf } = request
  if (!may(scope, 'labels:export') || !inScope(scope, filters.orgunit ?? scope.orgunit)) return null
  const list = await campaignList(clickhouse, scope, { ...request, who: 'everyone', limit: mostLabels })
  await db.transaction((tx) =>
    appendAction(tx, {
      at: new Date(now),
      personId: scope.personId,
      issueId: null,
      kind: 'export-labels',
      fromState: null,
      toState: null,
      detail: { period: { ...period }, window, filters: { ...filters }, asOf, rows: list.rows.length, of: list.count },
    }),
  )
  return list
}
