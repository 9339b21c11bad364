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
  sessionsOf(db, scope.personId, now)

/** Those of somebody the caller looks after; null when they are not. */
export const openSessionsOf = async (
  db: Db,
  scope: Scope,
  personId: string,
  now: Date,
): Promise<OpenSession[] | null> => ((await looksAfter(db, scope, personId)) ? sessionsOf(db, personId, now) : null)

const sessionsOf = (db: Db, personId: string, now: Date): Promise<OpenSession[]> =>
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
    .where(and(eq(sessions.userId, personId), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.seenAt), desc(sessions.createdAt))

/** Of one's own sessions, which to end: one, or all but one. */
export type WhichOwn = { readonly id: string } | { readonly allBut: string }

/** Ends own sessions, on record. @returns how many ended */
export const endOwnSessions = (db: Db, scope: Scope, which: WhichOwn, now: Date): Promise<number> =>
  endSessions(db, scope, scope.personId, 'id' in which ? eq(sessions.id, which.id) : ne(sessions.id, which.allBut), now)

/**
 * Ends all sessions of somebody within the caller's subtree, or the one named, on record.
 * @returns how many ended; null when the person is not the caller's to look after
 */
export const endSessionsOf = async (
  db: Db,
  scope: Scope,
  personId: string,
  now: Date,
  id?: string,
): Promise<number | null> =>
  (await looksAfter(db, scope, personId))
    ? endSessions(db, scope, personId, id === undefined ? undefined : eq(sessions.id, id), now)
    : null

/** Whether the caller keeps the account of this person. */
export const looksAfter = async (db: Db, scope: Scope, personId: string): Promise<boolean> => {
  if (!may(scope, 'people:write')) return false
  const [person] = await db.select({ orgunit: people.orgunit }).from(people).where(eq(people.id, personId))
  return person !== undefined && inScope(scope, person.orgunit)
}

const endSessions = (db: Db, scope: Scope, personId: string, which: SQL | undefined, now: Date): Promise<number> =>
  db.transaction((tx) => closeSessions(tx, { of: personId, by: scope.personId, now }, which))

/** Ends open sessions of a person, on record; call it in the transaction of what they end for. @returns how many */
export const closeSessions = async (
  tx: Db,
  { of, by, now }: { of: string; by: string; now: Date },
  which?: SQL,
): Promise<number> => {
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, of), gt(sessions.expiresAt, now), which))
    .returning({ id: sessions.id })
  if (ended.length === 0) return 0
  await appendAction(tx, {
    at: now,
    personId: by,
    issueId: null,
    kind: 'sessions-ended',
    fromState: null,
    toState: null,
    detail: { person: of, sessions: ended.length },
  })
  await notify(tx, { kind: 'sessions-ended', personId: of })
  return ended.length
}
