import { dropOldTries, takeTry, triesForgotten, tryWasWrong } from '@mingjing/sql/people/tries.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { orgUnits, people } from '@mingjing/sql/postgres/schema.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { and, asc, eq, isNotNull } from 'drizzle-orm'
import type { Client } from './client.ts'
import { openSession } from './open-session.ts'
import { passwordMatches } from './password.ts'

export type SignIn = { kind: 'ok'; sessionId: string } | { kind: 'refused' } | { kind: 'wait'; seconds: number }

/** Passwords checked at once. Each takes 19 MiB and a core for a while, and anybody may ask for one. */
export const mostAtOnce = 16
let checking = 0

/** A name as it is kept, from what was typed. */
export const loginOf = (typed: string): string => typed.replaceAll('\0', '').trim().toLowerCase().slice(0, 128)

export interface Typed {
  readonly login: string
  readonly password: string
  readonly client: Client
}

/**
 * Signs in by name and password. A wrong name, a wrong password and a closed account are one answer, take the same time
 * and count alike; {@link takeTry} says when the next may be tried.
 */
export const signIn = async (db: Db, keys: Keys, typed: Typed, now = new Date()): Promise<SignIn> => {
  if (checking >= mostAtOnce) return { kind: 'wait', seconds: 1 }
  checking++
  return checked(db, keys, typed, now).finally(() => checking--)
}

const checked = async (db: Db, keys: Keys, typed: Typed, now: Date): Promise<SignIn> => {
  const login = loginOf(typed.login)
  const [person] = await db.select().from(people).where(eq(people.login, login))
  const tried = { login, personId: person?.id ?? null, address: typed.client.address }
  const seconds = await takeTry(db, keys, tried, now)
  if (seconds > 0) return { kind: 'wait', seconds }
  const right = await passwordMatches(person?.passwordHash ?? null, typed.password)
  if (!person?.active || !right) {
    await tryWasWrong(db, keys, tried, now)
    return { kind: 'refused' }
  }
  await triesForgotten(db, keys, tried)
  await dropOldTries(db, now)
  const sessionId = await openSession(db, { personId: person.id, by: 'password', client: typed.client, now })
  return { kind: 'ok', sessionId }
}

/** The people the demo bank offers on its sign-in page, in their order. Callers ask only when the runtime is a demo. */
export const personas = (db: Db) =>
  db
    .select({
      id: people.id,
      zh: people.zh,
      en: people.en,
      role: people.role,
      unit: { zh: orgUnits.zh, en: orgUnits.en },
    })
    .from(people)
    .innerJoin(orgUnits, eq(orgUnits.id, people.orgunit))
    .where(and(isNotNull(people.persona), eq(people.active, true)))
    .orderBy(asc(people.persona))

/** Signs in as a persona of the demo bank, without a password; any other person is refused. */
export const signInAsPersona = async (db: Db, personId: string, client: Client, now = new Date()): Promise<SignIn> => {
  const [person] = (await personas(db)).filter((each) => each.id === personId)
  if (!person) return { kind: 'refused' }
  return { kind: 'ok', sessionId: await openSession(db, { personId: person.id, by: 'persona', client, now }) }
}
