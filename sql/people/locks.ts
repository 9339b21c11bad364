import { and, asc, eq, gt, isNotNull } from 'drizzle-orm'
import { visibleLocks } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { people, signInTries } from '../postgres/schema.ts'

/** A lock that stands. Of a name that is nobody's only that there is one: what was typed is not kept. */
export interface StandingLock {
  readonly id: string
  readonly kind: 'login' | 'address'
  readonly person: { readonly id: string; readonly login: string; readonly zh: string; readonly en: string } | null
  readonly address: string | null
  readonly lockedAt: Date
  readonly until: Date
}

const standing = (now: Date) => and(isNotNull(signInTries.lockedAt), gt(signInTries.until, now))

/** Names and addresses locked now, of those the caller keeps, the first to end first. */
export const standingLocks = async (db: Db, scope: Scope, now: Date): Promise<StandingLock[]> => {
  const rows = await db
    .select({
      id: signInTries.id,
      kind: signInTries.kind,
      address: signInTries.address,
      lockedAt: signInTries.lockedAt,
      until: signInTries.until,
      person: { id: people.id, login: people.login, zh: people.zh, en: people.en },
    })
    .from(signInTries)
    .leftJoin(people, eq(people.id, signInTries.personId))
    .where(and(standing(now), visibleLocks(scope)))
    .orderBy(asc(signInTries.until), asc(signInTries.id))
    .limit(500)
  return rows.map((row) => ({ ...row, lockedAt: row.lockedAt!, until: row.until! }))
}

/** Lifts a lock before its time; that goes on record. False when it does not stand, or is not the caller's to lift. */
export const liftLock = async (db: Db, scope: Scope, id: string, now: Date): Promise<boolean> =>
  db.transaction(async (tx) => {
    const [lifted] = await tx
      .delete(signInTries)
      .where(and(eq(signInTries.id, id), standing(now), visibleLocks(scope)))
      .returning()
    if (lifted === undefined) return false
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'sign-in-unlocked',
      fromState: null,
      toState: null,
      detail: { lock: id, person: lifted.personId, address: lifted.address },
    })
    return true
  })
