import { retainDaily } from '@mingjing/sql/retention/daily.ts'
import type { RetentionStores } from '@mingjing/sql/retention/retain.ts'
import { log } from '../log.ts'

/** Deletes once a day what is beyond its period and kept by nothing. */
export const retainAndTell = async (stores: RetentionStores, now: Date): Promise<void> => {
  const retained = await retainDaily(stores, now)
  if (retained === null) return
  const gone = retained.done.filter(({ rows }) => rows > 0)
  if (gone.length > 0) log.info({ kinds: gone.map(({ kind, rows }) => ({ kind, rows })) }, 'records were deleted')
}
