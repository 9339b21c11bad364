import { clickhouseRows, clickhouseSubtree } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { deadlinesNow } from '../timeliness/deadlines-now.ts'
import { soonUntil } from '../timeliness/soon.ts'

export interface DeadlineRow {
  rule_id: string
  subject: string
  orgunit: string
  product: string
  actor: string | null
  opened_ms: number
  due_ms: number
  state: 'open' | 'reminded' | 'breached'
}

export interface DeadlineRequest {
  /** `soon`: about to run out as seen from `asOf` (`soonUntil`), not met yet; `overdue`: ran out and still not met. */
  which: 'soon' | 'overdue'
  /** Watermark, epoch ms. */
  asOf: number
  unit?: string
  actor?: string
  rule?: string
  limit: number
}

/** Time limits that need somebody, the most urgent first, and how many there are; the same rows the indicators count. */
export const runningDeadlines = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  request: DeadlineRequest,
): Promise<{ rows: DeadlineRow[]; total: number }> => {
  const conditions = [
    clickhouseRows(scope),
    request.unit === undefined ? '1' : clickhouseSubtree(request.unit),
    request.which === 'overdue'
      ? "state = 'breached'"
      : `state IN ('open', 'reminded') AND due_at >= {asOf:DateTime64(3)}
         AND due_at <= {until:DateTime64(3)}`,
    request.actor === undefined ? '1' : "ifNull(actor, '') = {actor:String}",
    request.rule === undefined ? '1' : 'rule_id = {rule:String}',
  ].join(' AND ')
  const parameters = {
    asOf: request.asOf,
    until: soonUntil(request.asOf),
    actor: request.actor ?? '',
    rule: request.rule ?? '',
    limit: request.limit,
  }
  const [rows, [count]] = await Promise.all([
    clickhouse.query<DeadlineRow>(
      `SELECT rule_id, subject, orgunit, product, actor, toUnixTimestamp64Milli(opened_at) AS opened_ms,
         toUnixTimestamp64Milli(due_at) AS due_ms, state
       FROM ${deadlinesNow} WHERE ${conditions} ORDER BY due_at, subject LIMIT {limit:UInt32}`,
      parameters,
    ),
    clickhouse.query<{ n: number }>(`SELECT count() AS n FROM ${deadlinesNow} WHERE ${conditions}`, parameters),
  ])
  return { rows, total: count?.n ?? 0 }
}
