import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import type { staffChanges } from '../postgres/schema.ts'

export type StaffChange = typeof staffChanges.$inferSelect

type Step = 'staff-propose' | 'staff-approve' | 'staff-reject' | 'staff-withdraw' | 'staff-overtaken'

/** Puts one step of a wish on record; call it in the transaction of the step. */
export const recordStaff = async (
  tx: Db,
  { id, personId, wish, before, reason, note }: StaffChange,
  { kind, by, now }: { kind: Step; by: string; now: Date },
): Promise<void> => {
  const detail = { staffChange: id, person: personId, wish, before, reason, ...(note !== null && { note }) }
  await appendAction(tx, { at: now, personId: by, issueId: null, kind, fromState: null, toState: null, detail })
}
