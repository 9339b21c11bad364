import type { Db } from '@mingjing/sql/postgres/connect.ts'
import type { SignedInBy } from '@mingjing/sql/postgres/schema.ts'
import { Lucia, TimeSpan } from 'lucia'
import type { Client } from './client.ts'
import type { Person } from './person.ts'
import { sessionAdapter } from './session-adapter.ts'

type Attributes = Omit<Person, 'id'>
/** What a session keeps of how it was opened. */
type Opened = Client & { signedInBy: SignedInBy }
type Sessions = Lucia<Pick<Opened, 'signedInBy'>, Attributes>
declare module 'lucia' {
  interface Register {
    Lucia: Sessions
    DatabaseSessionAttributes: Opened
    DatabaseUserAttributes: Attributes
  }
}

const made = new WeakMap<Db, Sessions>()

/** Sessions last a working shift of 12 hours and are prolonged while used. */
export const lucia = (db: Db): Sessions => {
  const found = made.get(db)
  if (found) return found
  const fresh = new Lucia<Pick<Opened, 'signedInBy'>, Attributes>(sessionAdapter(db), {
    sessionExpiresIn: new TimeSpan(12, 'h'),
    getUserAttributes: (attributes) => attributes,
    getSessionAttributes: ({ signedInBy }) => ({ signedInBy }),
  })
  made.set(db, fresh)
  return fresh
}
