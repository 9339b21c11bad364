import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { Lucia, TimeSpan } from 'lucia'
import type { Person } from './person.ts'
import { sessionAdapter } from './session-adapter.ts'

type Attributes = Omit<Person, 'id'>
declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, Attributes>
    DatabaseUserAttributes: Attributes
  }
}

const made = new WeakMap<Db, Lucia<Record<never, never>, Attributes>>()

/** Sessions last a working shift of 12 hours and are prolonged while used. */
export const lucia = (db: Db): Lucia<Record<never, never>, Attributes> => {
  const found = made.get(db)
  if (found) return found
  const fresh = new Lucia<Record<never, never>, Attributes>(sessionAdapter(db), {
    sessionExpiresIn: new TimeSpan(12, 'h'),
    getUserAttributes: (attributes) => attributes,
  })
  made.set(db, fresh)
  return fresh
}
