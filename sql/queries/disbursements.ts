import { clickhouseRows, clickhouseSubtree } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { type Period, startOfDay } from '../indicators/period.ts'

export interface DisbursementRow {
  subject: string
  at_ms: number
  orgunit: string
  product: string
  channel: string | null
  actor: string | null
  amount: number
}

/** The cases behind the indicator `instalment.volume`: newest first, with the count and sum of all of them. */
export const instalmentDisbursements = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  request: { period: Period; unit?: string; product?: string; limit: number },
): Promise<{ rows: DisbursementRow[]; count: number; amount: number }> => {
  const conditions = [
    "step = 'disbursed' AND product IN ('car', 'home', 'consumption')",
    clickhouseRows(scope),
    request.unit === undefined ? '1' : clickhouseSubtree(request.unit),
    request.product === undefined ? '1' : 'product = {product:String}',
    'at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)}',
  ].join(' AND ')
  const parameters = {
    from: startOfDay(request.period.from),
    to: startOfDay(request.period.to),
    product: request.product ?? '',
    limit: request.limit,
  }
  // A corrected milestone is a pair of rows with opposite signs, which cancel.
  const standing = `(SELECT subject, at, orgunit, product, channel, actor, amount, sum(sign) AS standing
    FROM milestones WHERE ${conditions} GROUP BY subject, at, orgunit, product, channel, actor, amount HAVING standing > 0)`
  const [rows, [sum]] = await Promise.all([
    clickhouse.query<DisbursementRow>(
      `SELECT subject, toUnixTimestamp64Milli(at) AS at_ms, orgunit, product, channel, actor, ifNull(amount, 0) AS amount
       FROM ${standing} ORDER BY at_ms DESC, subject LIMIT {limit:UInt32}`,
      parameters,
    ),
    clickhouse.query<{ n: number; amount: number }>(
      `SELECT sum(standing) AS n, sum(standing * ifNull(amount, 0)) AS amount FROM ${standing}`,
      parameters,
    ),
  ])
  return { rows, count: sum?.n ?? 0, amount: sum?.amount ?? 0 }
}
