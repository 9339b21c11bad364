import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { orgUnits, people } from '@mingjing/sql/postgres/schema.ts'
import { and, asc, eq, isNotNull } from 'drizzle-orm'
import { type Attempts, countAttempts } from './attempts.ts'
import { lucia } from './lucia.ts'
import { passwordMatches } from './password.ts'

export type SignIn = { kind: 'ok'; sessionId: string } | { kind: 'refused' } | { kind: 'wait' }

const attempts: Attempts = countAttempts()

/** Passwords checked at once. Each takes 19 MiB and a core for a while, and anybody may ask for one. */
export const mostAtOnce = 16
let checking = 0

/** Signs in by name and password. A wrong name, a wrong password and a closed account are one answer. */
export const signIn = async (db: Db, typed: string, password: string, now = Date.now()): Promise<SignIn> => {
  const login = typed.replaceAll('\0', '').trim().toLowerCase().slice(0, 128)
  if (checking >= mostAtOnce || !attempts.take(login, now)) return { kind: 'wait' }
  checking++
  const person = await personBy(db, login, password).finally(() => checking--)
  if (person === null) return { kind: 'refused' }
  attempts.clear(login)
  const session = await lucia(db).createSession(person.id, {})
  return { kind: 'ok', sessionId: session.id }
}

const personBy = async (db: Db, login: string, password: string) => {
  const [person] = await db.select().from(people).where(eq(people.login, login))
  const right = await passwordMatches(person?.passwordHash ?? null, password)
  return person?.active && right ? person : null
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
export const signInAsPersona = async (db: Db, personId: string): Promise<SignIn> => {
  const [person] = (await personas(db)).filter((each) => each.id === personId)
  if (!person) return { kind: 'refused' }
  const session = await lucia(db).createSession(person.id, {})
  return { kind: 'ok', sessionId: session.id }
}
