import { and, count, desc, eq, gt, inArray, isNotNull } from 'drizzle-orm'
import { visiblePeople } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import { liveStates } from '../issues/transitions.ts'
import type { Db } from '../postgres/connect.ts'
import { deliveries, identities, issues, people, signInTries } from '../postgres/schema.ts'
import { type OpenSession, openSessionsOf } from './sessions.ts'

/** What who keeps an account sees of it. */
export interface KeptAccount {
  readonly createdAt: Date
  readonly sessions: readonly OpenSession[]
  readonly identities: readonly { readonly issuer: string; readonly linkedAt: Date }[]
  /** The lock that stands on their name. */
  readonly lock: { readonly id: string; readonly until: Date } | null
  /** Issues that are theirs to work on or answer, and not over. */
  readonly holding: number
  /** Messages given up, and why the newest was. */
  readonly undelivered: { readonly n: number; readonly error: string | null }
}

/** The account of somebody the caller looks after; null when they are not. */
export const keptAccount = async (db: Db, scope: Scope, personId: string, now: Date): Promise<KeptAccount | null> => {
  if (!may(scope, 'people:write')) return null
  const [person] = await db
    .select({ createdAt: people.createdAt })
    .from(people)
    .where(and(visiblePeople(scope), eq(people.id, personId)))
  if (person === undefined) return null
  const failed = and(eq(deliveries.personId, personId), eq(deliveries.state, 'failed'))
  const live = inArray(issues.state, [...liveStates])
  const [sessions, linked, [lock], [working], [answering], [given], [newest]] = await Promise.all([
    openSessionsOf(db, scope, personId, now),
    db
      .select({ issuer: identities.issuer, linkedAt: identities.linkedAt })
      .from(identities)
      .where(eq(identities.personId, personId)),
    db
      .select({ id: signInTries.id, until: signInTries.until })
      .from(signInTries)
      .where(and(eq(signInTries.personId, personId), isNotNull(signInTries.lockedAt), gt(signInTries.until, now)))
      .orderBy(desc(signInTries.until))
      .limit(1),
    db
      .select({ n: count() })
      .from(issues)
      .where(and(live, eq(issues.assignee, personId))),
    db
      .select({ n: count() })
      .from(issues)
      .where(and(eq(issues.state, 'rectification-ordered'), eq(issues.answerer, personId))),
    db.select({ n: count() }).from(deliveries).where(failed),
    db.select({ error: deliveries.error }).from(deliveries).where(failed).orderBy(desc(deliveries.endedAt)).limit(1),
  ])
  return {
    createdAt: person.createdAt,
    sessions: sessions ?? [],
    identities: linked,
    lock: lock?.until ? { id: lock.id, until: lock.until } : null,
    holding: working!.n + answering!.n,
    undelivered: { n: given!.n, error: newest?.error ?? null },
  }
}
