import { appendAction } from '@mingjing/sql/audit/chain.ts'
import { notify } from '@mingjing/sql/live/notices.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import type { SignedInBy } from '@mingjing/sql/postgres/schema.ts'
import type { Client } from './client.ts'
import { lucia } from './lucia.ts'

export interface Opening {
  readonly personId: string
  readonly by: SignedInBy
  readonly client: Client
  readonly now: Date
}

/** A new session of a person, on record; its id is what the cookie will hold. */
export const openSession = (db: Db, { personId, by, client, now }: Opening): Promise<string> =>
  db.transaction(async (tx) => {
    const session = await lucia(tx).createSession(personId, { ...client, signedInBy: by })
    await appendAction(tx, {
      at: now,
      personId,
      issueId: null,
      kind: 'sign-in',
      fromState: null,
      toState: null,
      detail: { by, address: client.address },
    })
    return session.id
  })

/** Ends the session of a cookie, on record. What was opened under it hears of it. */
export const closeSession = (db: Db, sessionId: string, personId: string, now: Date): Promise<void> =>
  db.transaction(async (tx) => {
    await lucia(tx).invalidateSession(sessionId)
    await appendAction(tx, {
      at: now,
      personId,
      issueId: null,
      kind: 'sign-out',
      fromState: null,
      toState: null,
      detail: {},
    })
    await notify(tx, { kind: 'sessions-ended', personId })
  })
