import { and, eq, isNull } from 'drizzle-orm'
import { visibleHolds } from '../access/predicates.ts'
import { may, type Scope, sameEyes } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { legalHolds } from '../postgres/schema.ts'
import type { Hold } from './place.ts'
import { recordHold } from './record.ts'
import { type HoldRefusal, type HoldRefusalCode, refuseHold } from './refusal.ts'

/** Why somebody may not lift a hold they see, or null. Who placed it never does: what is freed can be deleted. */
export const barredFromLifting = (scope: Scope, hold: Hold): HoldRefusalCode | null => {
  if (hold.liftedAt !== null) return 'over'
  if (!may(scope, 'holds:place')) return 'not-permitted'
  return sameEyes(scope, hold.placedBy, hold.placedAt)
}

/** Lifts a hold in somebody's name: what it kept goes with the next run, if nothing else keeps it. */
export const liftHold = async (
  db: Db,
  scope: Scope,
  id: number,
  { reason }: { reason: string },
  { now }: { now: Date },
): Promise<{ readonly kind: 'lifted'; readonly hold: Hold } | HoldRefusal> =>
  db.transaction(async (tx) => {
    const [hold] = await tx
      .select()
      .from(legalHolds)
      .where(and(eq(legalHolds.id, id), visibleHolds(scope)))
      .for('update')
    if (!hold) return refuseHold('not-found')
    const barred = barredFromLifting(scope, hold)
    if (barred) return refuseHold(barred)
    if (reason.trim() === '') return refuseHold('no-reason')
    const [lifted] = await tx
      .update(legalHolds)
      .set({ liftedBy: scope.personId, liftedAt: now, liftReason: reason })
      .where(and(eq(legalHolds.id, id), isNull(legalHolds.liftedAt)))
      .returning()
    await recordHold(tx, lifted!, { kind: 'hold-lifted', by: scope.personId, now })
    return { kind: 'lifted', hold: lifted! }
  })
