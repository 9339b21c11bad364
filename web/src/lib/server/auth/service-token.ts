import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { serviceTokens, type TokenGrant } from '@mingjing/sql/postgres/schema.ts'
import { eq } from 'drizzle-orm'
import { sha256 } from './hash.ts'

/** A machine that called with a bearer token. */
export interface Service {
  id: string
  name: string
  grants: readonly TokenGrant[]
  orgunit: string
}

/** How long a token's `last_used_at` may be behind, ms: one write a minute is enough for an auditor. */
const usedResolution = 60_000

/** The service behind an `Authorization` header, or null: absent, unknown, expired and revoked are alike. */
export const serviceOf = async (db: Db, authorization: string | null, now = new Date()): Promise<Service | null> => {
  const token = /^Bearer ([\x21-\x7e]{16,512})$/.exec(authorization ?? '')?.[1]
  if (!token) return null
  const [row] = await db
    .select()
    .from(serviceTokens)
    .where(eq(serviceTokens.hash, sha256(token)))
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return null
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > usedResolution) {
    await db.update(serviceTokens).set({ lastUsedAt: now }).where(eq(serviceTokens.id, row.id))
  }
  return { id: row.id, name: row.name, grants: row.grants, orgunit: row.orgunit }
}
