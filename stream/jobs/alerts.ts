import { type Checked, checkAlerts } from '@mingjing/sql/alerts/check.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { judgedUntil } from './judged-until.ts'

/** Judges alerts at what is over by the events of every partition; while one has not begun nothing is over. */
export const alertPeople = async (
  stores: { postgres: Postgres; clickhouse: ClickHouse },
  now: Date,
): Promise<Checked> => {
  const until = await judgedUntil(stores.postgres.db, stores.clickhouse)
  return until === 0 ? { judged: 0, told: 0 } : checkAlerts(stores, { until, now })
}
