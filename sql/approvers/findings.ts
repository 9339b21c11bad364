import { clickhouseHits, clickhouseRows } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { type Period, startOfDay } from '../indicators/period.ts'

export interface ApproverHit {
  readonly ruleId: string
  readonly subject: string
  readonly severity: string
  /** Epoch ms. */
  readonly at: number
}
export interface ApproverEvent {
  readonly type: string
  readonly subject: string
  readonly orgunit: string
  readonly at: number
  readonly decision: string | null
}

const asked = (period: Period, approver: string, limit: number) => ({
  from: startOfDay(period.from),
  to: startOfDay(period.to),
  approver,
  limit,
})

/** Standing hits triggered by what somebody did, newest first, of those the caller may see; reminders left out. */
export const hitsOf = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { period, approver, limit }: { period: Period; approver: string; limit: number },
): Promise<ApproverHit[]> =>
  may(scope, 'approvers:read') && approver !== scope.personId
    ? clickhouse.query<ApproverHit>(
        `SELECT any(rule_id) AS ruleId, any(subject) AS subject, any(severity) AS severity,
           toUnixTimestamp64Milli(at) AS at_ms, at_ms AS at
         FROM (SELECT * FROM hits WHERE ${clickhouseHits(scope)} AND actor = {approver:String}
           AND NOT startsWith(step, 'remind-') AND at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)}) AS found
         GROUP BY hit_id, found.at HAVING sum(sign) > 0 ORDER BY found.at DESC, hit_id DESC LIMIT {limit:UInt32}`,
        asked(period, approver, limit),
      )
    : []

/** What somebody did, newest first, within the caller's units. */
export const eventsOf = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { period, approver, limit }: { period: Period; approver: string; limit: number },
): Promise<ApproverEvent[]> =>
  may(scope, 'approvers:read') && approver !== scope.personId
    ? clickhouse.query<ApproverEvent>(
        `SELECT type, subject, orgunit, toUnixTimestamp64Milli(time) AS at, toString(decision) AS decision
         FROM events WHERE ${clickhouseRows(scope)} AND actor = {approver:String}
           AND time >= {from:DateTime64(3)} AND time < {to:DateTime64(3)}
         ORDER BY time DESC, source, id LIMIT {limit:UInt32}`,
        asked(period, approver, limit),
      )
    : []
