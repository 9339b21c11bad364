import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import type { Hold } from './place.ts'

/** Puts a step of a hold on record; in its transaction. One on an issue is seen by who sees the issue. */
export const recordHold = async (
  tx: Db,
  hold: Hold,
  { kind, by, now }: { kind: 'hold-placed' | 'hold-lifted'; by: string; now: Date },
): Promise<void> => {
  const { id, value, reference, reason, liftReason } = hold
  await appendAction(tx, {
    ...{ at: now, personId: by, issueId: hold.kind === 'issue' ? value : null, kind, fromState: null, toState: null },
    detail: { hold: id, on: hold.kind, value, reference, reason: liftReason ?? reason },
  })
}
