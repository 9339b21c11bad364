import { desc, eq } from 'drizzle-orm'
import { visibleTokens } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { people, serviceTokens } from '../postgres/schema.ts'

/** A service account; what its token is nobody can read any more. */
export interface ServiceAccount
  extends Pick<
    typeof serviceTokens.$inferSelect,
    'id' | 'name' | 'grants' | 'orgunit' | 'createdBy' | 'createdAt' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'
  > {
  /** Of who made it; null where that is the installation. */
  readonly maker: { readonly zh: string; readonly en: string } | null
}

/** Service accounts of the caller's units, the newest first; at most 500. */
export const serviceAccounts = (db: Db, scope: Scope): Promise<ServiceAccount[]> => {
  const { id, name, grants, orgunit, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt } = serviceTokens
  return db
    .select({
      ...{ id, name, grants, orgunit, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt },
      maker: { zh: people.zh, en: people.en },
    })
    .from(serviceTokens)
    .leftJoin(people, eq(people.id, serviceTokens.createdBy))
    .where(visibleTokens(scope))
    .orderBy(desc(createdAt), desc(id))
    .limit(500)
}
