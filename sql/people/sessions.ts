import { and, desc, eq, gt, ne, type SQL } from 'drizzle-orm'
import { inScope } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { people, type SignedInBy, sessions } from '../postgres/schema.ts'

/** A session of one's own. `id` is the hash of what the cookie holds: it ends the session and opens none. */
export interface OpenSession {
  readonly id: string
  readonly createdAt: Date
  /** To the minute. */
  readonly seenAt: Date
  readonly signedInBy: SignedInBy
  readonly userAgent: string | null
  readonly address: string | null
}

/** The caller's open sessions, the one last used first. */
export const openSessions = (db: Db, scope: Scope, now: Date): Promise<OpenSession[]> =>
  db
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      seenAt: sessions.seenAt,
      signedInBy: sessions.signedInBy,
      userAgent: sessions.userAgent,
      address: sessions.address,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, scope.personId), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.seenAt), desc(sessions.createdAt))

/** Of one's own sessions, which to end: one, or all but one. */
export type WhichOwn = { readonly id: string } | { readonly allBut: string }

/** Ends own sessions, on record. @returns how many ended */
export const endOwnSessions = (db: Db, scope: Scope, which: WhichOwn, now: Date): Promise<number> =>
  endSessions(db, scope, scope.personId, 'id' in which ? eq(sessions.id, which.id) : ne(sessions.id, which.allBut), now)

/**
 * Ends all sessions of somebody within the caller's subtree, on record.
 * @returns how many ended; null when the person is not the caller's to look after
 */
export const endSessionsOf = async (db: Db, scope: Scope, personId: string, now: Date): Promise<number | null> =>
  (await looksAfter(db, scope, personId)) ? endSessions(db, scope, personId, undefined, now) : null

/** Whether the caller keeps the account of this person. */
export const looksAfter = async (db: Db, scope: Scope, personId: string): Promise<boolean> => {
  if (!may(scope, 'people:write')) return false
  const [person] = await db.select({ orgunit: people.orgunit }).from(people).where(eq(people.id, personId))
  return person !== undefined && inScope(scope, person.orgunit)
}

const endSessions = (db: Db, scope: Scope, personId: string, which: SQL | undefined, now: Date): Promise<number> =>
  db.transaction(async (tx) => {
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.userId, personId), gt(sessions.expiresAt, now), which))
      .returning({ id: sessions.id })
    if (ended.length === 0) return 0
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'sessions-ended',
      fromState: null,
      toState: null,
      detail: { person: personId, sessions: ended.length },
    })
    await notify(tx, { kind: 'sessions-ended', personId })
    return ended.length
  })
