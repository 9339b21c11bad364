import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import { inScope, visibleTokens } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { AuditKind } from '../audit/kinds.ts'
import type { Db } from '../postgres/connect.ts'
import { serviceTokens, type TokenGrant } from '../postgres/schema.ts'

/** How a token is kept: SHA-256 in hex. It has 256 random bits, so a slow hash would protect nothing more. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

export interface NewToken {
  name: string
  grants: TokenGrant[]
  orgunit: string
  expiresAt?: Date
  now: Date
}

/** Makes a token for a machine and returns it: the only time it can be read. Null where the unit is not the caller's to give. */
export const makeServiceToken = async (
  db: Db,
  scope: Scope,
  wanted: NewToken,
): Promise<{ id: string; token: string } | null> =>
  may(scope, 'people:write') && inScope(scope, wanted.orgunit)
    ? db.transaction((tx) => insertToken(tx, scope.personId, wanted))
    : null

/** The same in the name of the installation, for the first token of a new one. */
export const makeFirstServiceToken = (db: Db, wanted: NewToken): Promise<{ id: string; token: string }> =>
  db.transaction((tx) => insertToken(tx, 'system', wanted))

const insertToken = async (tx: Db, personId: string, wanted: NewToken) => {
  const id = randomUUID()
  const token = `mj_${randomBytes(32).toString('base64url')}`
  await tx.insert(serviceTokens).values({
    id,
    name: wanted.name,
    hash: hashToken(token),
    grants: wanted.grants,
    orgunit: wanted.orgunit,
    createdBy: personId,
    createdAt: wanted.now,
    expiresAt: wanted.expiresAt ?? null,
  })
  const { name, grants, orgunit, expiresAt } = wanted
  const until = expiresAt === undefined ? {} : { until: expiresAt.toISOString() }
  await appendAction(tx, entry(personId, 'make-token', wanted.now, { id, name, grants, orgunit, ...until }))
  return { id, token }
}

/** Ends a token at once. False when there is no such live token among the caller's. */
export const revokeServiceToken = async (db: Db, scope: Scope, id: string, now: Date): Promise<boolean> => {
  if (!may(scope, 'people:write')) return false
  return db.transaction(async (tx) => {
    const revoked = await tx
      .update(serviceTokens)
      .set({ revokedAt: now })
      .where(and(eq(serviceTokens.id, id), isNull(serviceTokens.revokedAt), visibleTokens(scope)))
      .returning({ id: serviceTokens.id })
    if (revoked.length === 0) return false
    await appendAction(tx, entry(scope.personId, 'revoke-token', now, { id }))
    return true
  })
}

const entry = (personId: string, kind: AuditKind, at: Date, detail: Record<string, unknown>) => ({
  at,
  personId,
  issueId: null,
  kind,
  fromState: null,
  toState: null,
  detail,
})
