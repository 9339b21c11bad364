import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import type { retentionRuns } from '../postgres/schema.ts'

/** Puts on record what was deleted: kind, month, up to when, how many; in the transaction that says it is done. */
export const recordErased = async (
  tx: Db,
  run: Pick<typeof retentionRuns.$inferSelect, 'id' | 'kind' | 'month' | 'cutoff' | 'rows' | 'held'>,
  now: Date,
): Promise<void> => {
  if (run.rows === 0) return
  const { id, kind, month, cutoff, rows, held } = run
  await appendAction(tx, {
    ...{ at: now, personId: 'system', issueId: null, kind: 'retention-erased', fromState: null, toState: null },
    detail: { run: id, what: kind, ...(month && { month }), olderThan: cutoff.toISOString(), deleted: rows, held },
  })
}
