import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { differing, reconcileOnRecord } from '@mingjing/sql/reconcile/on-record.ts'
import { log } from '../log.ts'

/** Reconciles on record; a difference is an error in the log and a number for the alarm besides. */
export const reconcileAndTell = async (
  stores: { readonly db: Db; readonly clickhouse: ClickHouse },
  now: Date,
  tell: (differences: number) => void,
): Promise<void> => {
  const found = await reconcileOnRecord(stores, now)
  const total = differing(found)
  tell(total)
  // The hits are on the page for those who may read them; a log is read by anybody who keeps machines.
  if (total > 0)
    log.error(
      { checks: found.checks.map(({ id, differences }) => ({ id, differences: differences.length })) },
      'what came in, what is stored and what was found differ',
    )
}
