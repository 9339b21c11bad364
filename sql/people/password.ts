import { eq, ne } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { people, sessions } from '../postgres/schema.ts'
import { closeSessions } from './sessions.ts'

/** How long a first password opens anything, ms. */
export const firstPasswordLasts = 3 * 86_400_000

/** Whether a password that was given out waited too long for its owner. */
export const isSpent = (person: Pick<typeof people.$inferSelect, 'passwordIssuedAt'>, now: Date): boolean =>
  person.passwordIssuedAt !== null && person.passwordIssuedAt.getTime() + firstPasswordLasts <= now.getTime()

/** Keeps the password somebody chose, on record, and ends their sessions but the one they chose it in. */
export const keepPassword = (
  db: Db,
  scope: Scope,
  { hash, session }: { hash: string; session: string },
  now: Date,
): Promise<void> =>
  db.transaction(async (tx) => {
    const { personId } = scope
    await tx.update(people).set({ passwordHash: hash, passwordIssuedAt: null }).where(eq(people.id, personId))
    await appendAction(tx, {
      at: now,
      personId,
      issueId: null,
      kind: 'password-chosen',
      fromState: null,
      toState: null,
      detail: { person: personId },
    })
    await closeSessions(tx, { of: personId, by: personId, now }, ne(sessions.id, session))
  })
