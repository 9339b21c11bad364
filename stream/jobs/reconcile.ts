import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { keepReconciled } from '@mingjing/sql/reconcile/kept.ts'
import { reconcile } from '@mingjing/sql/reconcile/reconcile.ts'
import { log } from '../log.ts'

/** Reconciles and keeps what was found; a difference is an error in the log and a number for the alarm. */
export const reconcileAndTell = async (
  { db, clickhouse }: { readonly db: Db; readonly clickhouse: ClickHouse },
  now: Date,
  tell: (differences: number) => void,
): Promise<void> => {
  const found = await reconcile({ db, clickhouse }, now)
  await keepReconciled(db, found)
  const differing = found.checks.filter(({ differences }) => differences.length > 0)
  tell(differing.reduce((sum, { differences }) => sum + differences.length, 0))
  if (differing.length > 0) log.error({ checks: differing }, 'what came in and what is stored differ')
}
