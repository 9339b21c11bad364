import { clickhouseRows, clickhouseSubtree } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { addDays, type Period, startOfDay } from '../indicators/period.ts'

export interface CampaignDates {
  readonly campaign: string
  /** Epoch ms: first and last time somebody was put on its list within the period; the last contact of any, or null. */
  readonly firstListed: number
  readonly lastListed: number
  readonly lastContact: number | null
}

/** The campaigns that listed customers of the caller's units within the period, newest first. */
export const campaignDates = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { period, window, unit }: { period: Period; window: number; unit?: string },
): Promise<CampaignDates[]> =>
  clickhouse.query<CampaignDates>(
    `SELECT ifNull(campaign, '') AS campaign,
       toUnixTimestamp64Milli(minIf(time, type = 'campaign.targeted')) AS firstListed,
       toUnixTimestamp64Milli(maxIf(time, type = 'campaign.targeted' AND time < {to:DateTime64(3)})) AS lastListed,
       if(countIf(type = 'campaign.contacted') = 0, NULL,
         toUnixTimestamp64Milli(maxIf(time, type = 'campaign.contacted'))) AS lastContact
     FROM events
     WHERE type IN ('campaign.targeted', 'campaign.contacted') AND ${clickhouseRows(scope)}
       AND ${unit === undefined ? '1' : clickhouseSubtree(unit)}
       AND time >= {from:DateTime64(3)} AND time < {until:DateTime64(3)}
     GROUP BY campaign
     HAVING countIf(type = 'campaign.targeted' AND time < {to:DateTime64(3)}) > 0
     ORDER BY firstListed DESC, campaign`,
    {
      from: startOfDay(period.from),
      to: startOfDay(period.to),
      until: startOfDay(addDays(period.to, window)),
    },
  )
