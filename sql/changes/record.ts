import { appendAction } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import type { changes } from '../postgres/schema.ts'

type Step = 'change-propose' | 'change-approve' | 'change-reject' | 'change-withdraw' | 'change-overtaken'

/** Puts one step of a change on record and tells the pages; call it in the transaction of the step. */
export const record = async (
  tx: Db,
  row: typeof changes.$inferSelect,
  { kind, by, now }: { kind: Step; by: string; now: Date },
): Promise<void> => {
  const { id, change, before, state, reason, note, bundle } = row
  const detail = { change: id, what: change, before, reason, ...(note !== null && { note }), ...(bundle && { bundle }) }
  await appendAction(tx, { at: now, personId: by, issueId: null, kind, fromState: null, toState: null, detail })
  await notify(tx, { kind: 'change', id, state })
}
