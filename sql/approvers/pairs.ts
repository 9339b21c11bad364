import { clickhouseRows, clickhouseSubtree } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { type Period, startOfDay } from '../indicators/period.ts'

/** Two people who keep meeting on the same cases. */
export interface Pair {
  readonly approver: string
  /** Who brought, investigated or reviewed what the approver decided. */
  readonly colleague: string
  readonly role: 'manager' | 'investigator' | 'reviewer'
  /** Cases they had together, and those the approver decided after anybody in that role. */
  readonly together: number
  readonly of: number
  /** The share of cases of the approver's branch in that role that the colleague had: what chance alone would give. */
  readonly usual: number
}

/** Fewer cases together are no pattern. */
export const fewTogether = 10

/**
 * Pairs within the caller's units that met at least {@link fewTogether} times and more than twice as often as chance within
 * the branch would have it, those furthest from it first; without the caller. `approver` narrows to one.
 */
export const pairs = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { period, unit, approver, limit }: { period: Period; unit: string; approver?: string; limit: number },
): Promise<Pair[]> => {
  if (!may(scope, 'approvers:read')) return []
  const rows = `${clickhouseRows(scope)} AND ${clickhouseSubtree(unit)}`
  return clickhouse.query<Pair>(
    `WITH
       decisions AS (
         SELECT subject, any(actor) AS approver, any(splitByChar('-', toString(orgunit))[1]) AS branch
         FROM events
         WHERE type = 'approval.decided' AND mode = 'manual' AND ifNull(actor, '') != '' AND ${rows}
           AND time >= {from:DateTime64(3)} AND time < {to:DateTime64(3)}
         GROUP BY subject),
       colleagues AS (
         SELECT DISTINCT subject, ifNull(if(type = 'application.submitted', manager, actor), '') AS colleague,
           multiIf(type = 'application.submitted', 'manager', type = 'investigation.completed', 'investigator', 'reviewer') AS role
         FROM events
         WHERE type IN ('application.submitted', 'investigation.completed', 'review.completed') AND colleague != ''
           AND ${rows} AND subject IN (SELECT subject FROM decisions)),
       met AS (
         SELECT branch, approver, role, colleague, count() AS together
         FROM decisions INNER JOIN colleagues USING (subject)
         WHERE approver != colleague GROUP BY branch, approver, role, colleague)
     SELECT approver, colleague, role, together,
            sum(together) OVER (PARTITION BY branch, approver, role) AS of,
            sum(together) OVER (PARTITION BY branch, role, colleague) / sum(together) OVER (PARTITION BY branch, role) AS usual
     FROM met
     QUALIFY together >= ${fewTogether} AND together > 2 * usual * of
       AND approver != {me:String} AND colleague != {me:String}
       AND ({approver:String} = '' OR approver = {approver:String})
     ORDER BY together / of / usual DESC, together DESC, approver, colleague LIMIT {limit:UInt32}`,
    {
      from: startOfDay(period.from),
      to: startOfDay(period.to),
      me: scope.personId,
      approver: approver ?? '',
      limit,
    },
  )
}
