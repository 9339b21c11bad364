import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import type { Hold } from './place.ts'

/** Puts a step of a hold on record; in its transaction. Not among those of an issue it lies on: more people read these. */
export const recordHold = async (
  tx: Db,
  hold: Hold,
  { kind, by, now }: { kind: 'hold-placed' | 'hold-lifted'; by: string; now: Date },
): Promise<void> => {
  const { id, value, reference, reason, liftReason } = hold
  await appendAction(tx, {
    ...{ at: now, personId: by, issueId: null, kind, fromState: null, toState: null },
    detail: { hold: id, on: hold.kind, value, reference, reason: liftReason ?? reason },
  })
}
