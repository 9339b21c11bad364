import { desc, eq, isNotNull } from 'drizzle-orm'
import { may, type Scope } from '../access/scope.ts'
import { currentHead } from '../consents/head.ts'
import { type ConsentsVerdict, verifyConsents } from '../consents/verify.ts'
import type { Db } from '../postgres/connect.ts'
import { auditChecks } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { appendAction } from './chain.ts'
import { headIsSigned, type SignedHead, signHead } from './head.ts'
import { type AuditVerdict, auditVerify } from './verify.ts'

export interface AuditCheck {
  readonly id: number
  readonly at: Date
  readonly personId: string
  readonly verdict: AuditVerdict
  readonly head: SignedHead | null
  /** Of the chain of consents; null of a check from before that was walked with it. */
  readonly consents: ConsentsVerdict | null
}

/**
 * Walks the chain of actions and that of consents, each against the head of it that was handed in or else the newest this
 * installation signed and kept, and puts the outcome on record. Over a sound chain a new head is signed; one kept outside
 * the database proves more than those kept here.
 */
export const checkAudit = async (
  db: Db,
  keys: Keys,
  { personId, head, now }: { personId: string; head?: SignedHead | undefined; now: Date },
): Promise<AuditCheck> => {
  const against = head !== undefined && head.chain === undefined ? head : await newestHead(db, keys)
  const verdict = await auditVerify(db, against === undefined ? undefined : { head: against, keys })
  const consents = await verifyConsents(db, keys, head?.chain === 'consents' ? head : undefined)
  if (consents.kind === 'sound') await currentHead(db, keys, now)
  return db.transaction(async (tx) => {
    await appendAction(tx, {
      at: now,
      personId,
      issueId: null,
      kind: 'audit-verified',
      fromState: null,
      toState: null,
      detail: { ...verdict, consents },
    })
    const signed = verdict.kind === 'sound' ? await signHead(tx, keys, now) : null
    const [row] = await tx
      .insert(auditChecks)
      .values({ at: now, personId, verdict, head: signed, consents })
      .returning()
    return row!
  })
}

const newestHead = async (db: Db, keys: Keys): Promise<SignedHead | undefined> => {
  const [row] = await db
    .select({ head: auditChecks.head })
    .from(auditChecks)
    .where(isNotNull(auditChecks.head))
    .orderBy(desc(auditChecks.id))
    .limit(1)
  // A head from before the signing key was exchanged says nothing about this chain to this key.
  return row?.head && headIsSigned(row.head, keys) ? row.head : undefined
}

/** The newest checks first. Without the permission to read the chain, none. */
export const newestChecks = async (db: Db, scope: Scope, limit: number): Promise<AuditCheck[]> =>
  may(scope, 'audit:read') ? db.select().from(auditChecks).orderBy(desc(auditChecks.id)).limit(limit) : []

/** A head that was signed, to be kept outside; null when there is none of that number or the caller may not read it. */
export const signedHead = async (db: Db, scope: Scope, id: number): Promise<SignedHead | null> => {
  if (!may(scope, 'audit:read')) return null
  const [row] = await db.select({ head: auditChecks.head }).from(auditChecks).where(eq(auditChecks.id, id))
  return row?.head ?? null
}
