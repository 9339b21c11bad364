import type { ClickHouseReader } from '../clickhouse/connect.ts'

/** How far the numbers reach: the slowest partition's watermark and its lag, epoch ms and ms; null before any block. */
export interface ReachRow {
  watermark: number | null
  lagMs: number | null
}

/** From the newest block of every partition. */
export const reach = async (clickhouse: ClickHouseReader): Promise<ReachRow> => {
  const [row] = await clickhouse.query<{ blocks: number; watermark: number; clock: number }>(
    `SELECT count() AS blocks, min(w) AS watermark, max(c) AS clock FROM (
       SELECT argMax(toUnixTimestamp64Milli(watermark), seq) AS w, argMax(toUnixTimestamp64Milli(clock), seq) AS c
       FROM blocks GROUP BY topic, partition)`,
  )
  if (!row || row.blocks === 0) return { watermark: null, lagMs: null }
  return { watermark: row.watermark, lagMs: Math.max(0, row.clock - row.watermark) }
}
