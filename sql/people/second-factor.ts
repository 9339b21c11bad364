import { and, count, eq, isNotNull, isNull, lt, lte } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { AuditKind } from '../audit/kinds.ts'
import type { Db } from '../postgres/connect.ts'
import { recoveryCodes, secondFactors, signInSteps } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { seal, tokenOf, unseal } from '../vault/seal.ts'
import { looksAfter } from './sessions.ts'

/** How long a secret may wait for its first code, ms. */
const confirmWithin = 10 * 60_000
/** What a sealed secret is bound to. */
const about = (personId: string): string => `second-factor:${personId}`
const hashOf = (keys: Keys, personId: string, code: string): string =>
  tokenOf(keys, `recovery:${personId}`, code.toUpperCase().replace(/[^0-9A-Z]/g, ''))

/** Since when a person has a second factor, and how many recovery codes are left; null without one. */
export const secondFactorOf = async (db: Db, personId: string): Promise<{ since: Date; codesLeft: number } | null> => {
  const [row] = await db
    .select({ since: secondFactors.confirmedAt, codesLeft: count(recoveryCodes.hash) })
    .from(secondFactors)
    .leftJoin(recoveryCodes, eq(recoveryCodes.personId, secondFactors.personId))
    .where(and(eq(secondFactors.personId, personId), isNotNull(secondFactors.confirmedAt)))
    .groupBy(secondFactors.personId)
  return row?.since ? { since: row.since, codesLeft: row.codesLeft } : null
}

/** Keeps a secret that waits for its first code, in place of one that waited. False when a factor is in force. */
export const beginSecondFactor = async (
  db: Db,
  keys: Keys,
  scope: Scope,
  secret: string,
  now: Date,
): Promise<boolean> => {
  const { personId } = scope
  const sealed = seal(keys, secret, about(personId))
  const kept = await db
    .insert(secondFactors)
    .values({ personId, secret: sealed, createdAt: now })
    .onConflictDoUpdate({
      target: secondFactors.personId,
      set: { secret: sealed, createdAt: now, lastStep: 0 },
      setWhere: isNull(secondFactors.confirmedAt),
    })
    .returning({ personId: secondFactors.personId })
  return kept.length > 0
}

/** The secret of a person: the one in force, or the one that waits for its first code and is not too old. */
export const secretOf = async (
  db: Db,
  keys: Keys,
  personId: string,
  which: 'in-force' | { readonly waitingAt: Date },
): Promise<string | null> => {
  const [row] = await db.select().from(secondFactors).where(eq(secondFactors.personId, personId))
  if (row === undefined || (which === 'in-force') !== (row.confirmedAt !== null)) return null
  if (which !== 'in-force' && row.createdAt.getTime() + confirmWithin <= which.waitingAt.getTime()) return null
  return unseal(keys, row.secret, about(personId))
}

/** Puts the waiting secret in force, with its recovery codes; `step` is the time step of its first code. On record. */
export const confirmSecondFactor = (
  db: Db,
  keys: Keys,
  scope: Scope,
  { step, codes, now }: { step: number; codes: readonly string[]; now: Date },
): Promise<boolean> =>
  db.transaction(async (tx) => {
    const { personId } = scope
    const confirmed = await tx
      .update(secondFactors)
      .set({ confirmedAt: now, lastStep: step })
      .where(and(eq(secondFactors.personId, personId), isNull(secondFactors.confirmedAt)))
      .returning({ personId: secondFactors.personId })
    if (confirmed.length === 0) return false
    await tx.insert(recoveryCodes).values(codes.map((code) => ({ personId, hash: hashOf(keys, personId, code) })))
    await record(tx, personId, 'second-factor-on', { person: personId }, now)
    return true
  })

/** Takes the code of a time step, once: neither it nor an earlier one is taken again, by any of two at once. */
export const takeStep = async (db: Db, personId: string, step: number): Promise<boolean> => {
  const taken = await db
    .update(secondFactors)
    .set({ lastStep: step })
    .where(
      and(eq(secondFactors.personId, personId), isNotNull(secondFactors.confirmedAt), lt(secondFactors.lastStep, step)),
    )
    .returning({ step: secondFactors.lastStep })
  return taken.length > 0
}

/** Takes a recovery code, once, on record. */
export const takeRecoveryCode = (db: Db, keys: Keys, personId: string, code: string, now: Date): Promise<boolean> =>
  db.transaction(async (tx) => {
    const mine = eq(recoveryCodes.personId, personId)
    const taken = await tx
      .delete(recoveryCodes)
      .where(and(mine, eq(recoveryCodes.hash, hashOf(keys, personId, code))))
      .returning({ personId: recoveryCodes.personId })
    if (taken.length === 0) return false
    const [left] = await tx.select({ n: count() }).from(recoveryCodes).where(mine)
    await record(tx, personId, 'recovery-code-used', { left: left!.n }, now)
    return true
  })

/**
 * Takes the second factor of oneself away, or of somebody the caller looks after, on record.
 * @returns whether there was one the caller may take away
 */
export const removeSecondFactor = async (db: Db, scope: Scope, personId: string, now: Date): Promise<boolean> => {
  if (personId !== scope.personId && !(await looksAfter(db, scope, personId))) return false
  return db.transaction(async (tx) => {
    const [removed] = await tx.delete(secondFactors).where(eq(secondFactors.personId, personId)).returning()
    if (!removed?.confirmedAt) return false
    await record(tx, scope.personId, 'second-factor-off', { person: personId }, now)
    return true
  })
}

/** Keeps that a password was right, until `expiresAt` or the code comes; `id` is a hash. */
export const keepStep = async (db: Db, step: { id: string; personId: string; expiresAt: Date }, now: Date) => {
  await db.delete(signInSteps).where(lte(signInSteps.expiresAt, now))
  await db.insert(signInSteps).values(step)
}

/** Whose right password waits under this hash, or null. */
export const waitingStep = async (db: Db, id: string, now: Date): Promise<string | null> => {
  const [row] = await db.select().from(signInSteps).where(eq(signInSteps.id, id))
  return row && row.expiresAt > now ? row.personId : null
}

/** Ends the wait. False when another request already did. */
export const endStep = async (db: Db, id: string): Promise<boolean> =>
  (await db.delete(signInSteps).where(eq(signInSteps.id, id)).returning({ id: signInSteps.id })).length > 0

const record = (tx: Db, personId: string, kind: AuditKind, detail: Record<string, unknown>, at: Date) =>
  appendAction(tx, { at, personId, issueId: null, kind, fromState: null, toState: null, detail })
