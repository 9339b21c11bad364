import type { ClickHouseReader } from '@mingjing/sql/clickhouse/connect.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { lanesSetUp } from '../across/set-up.ts'

/**
 * Event time up to which every partition, and every place across them, has judged, epoch ms; 0 while one of them has not
 * begun. SQL may open what was missed up to here: beyond it somebody would still find the same.
 */
export const judgedUntil = async (db: Db, lane: ClickHouseReader): Promise<number> => {
  const [row] = await lane.query<{ lanes: number; until: number }>(
    `SELECT count() AS lanes, min(reached) AS until FROM (
       SELECT toUnixTimestamp64Milli(argMax(watermark, seq)) AS reached FROM blocks GROUP BY topic, partition)`,
  )
  return row && Number(row.lanes) >= (await lanesSetUp(db)) ? Number(row.until) : 0
}
