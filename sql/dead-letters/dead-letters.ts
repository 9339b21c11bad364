import { and, eq } from 'drizzle-orm'
import { atHeadOffice, may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { AuditKind } from '../audit/kinds.ts'
import type { Db } from '../postgres/connect.ts'
import { deadLetters } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { unseal } from '../vault/seal.ts'

/** A dead letter belongs to no unit and may be about any of them. */
export const mayHandleDeadLetters = (scope: Scope): boolean => may(scope, 'dead-letters:handle') && atHeadOffice(scope)

/**
 * The text of a dead letter as it came, or null when there is none or the person may not handle it. It may hold personal
 * data: the reveal goes on record, with its reason.
 */
export const openDeadLetter = async (
  db: Db,
  keys: Keys,
  scope: Scope,
  request: { id: string; reason: string; now: Date },
): Promise<string | null> => {
  if (!mayHandleDeadLetters(scope)) return null
  return db.transaction(async (tx) => {
    const [letter] = await tx.select().from(deadLetters).where(eq(deadLetters.id, request.id))
    if (letter === undefined) return null
    await record(tx, scope, 'open-dead-letter', request)
    return unseal(keys, letter.sealed, letter.id)
  })
}

/**
 * Marks an open dead letter as handled: corrected and sent in again, or given up. Sending in is the caller's; an event
 * that was accepted twice counts once.
 * @returns false when it was not open any more or the person may not handle it.
 */
export const handleDeadLetter = async (
  db: Db,
  scope: Scope,
  request: { id: string; state: 'redriven' | 'discarded'; reason: string; now: Date },
): Promise<boolean> => {
  if (!mayHandleDeadLetters(scope)) return false
  return db.transaction(async (tx) => {
    const handled = await tx
      .update(deadLetters)
      .set({ state: request.state, handledAt: request.now, handledBy: scope.personId })
      .where(and(eq(deadLetters.id, request.id), eq(deadLetters.state, 'open')))
      .returning({ id: deadLetters.id })
    if (handled.length === 0) return false
    await record(tx, scope, `${request.state === 'redriven' ? 'redrive' : 'discard'}-dead-letter`, request)
    return true
  })
}

const record = (
  tx: Db,
  scope: Scope,
  kind: AuditKind,
  { id, reason, now }: { id: string; reason: string; now: Date },
) =>
  appendAction(tx, {
    at: now,
    personId: scope.personId,
    issueId: null,
    kind,
    fromState: null,
    toState: null,
    detail: { id, reason },
  })
