import { randomBytes } from 'node:crypto'
import { isSpent } from '@mingjing/sql/people/password.ts'
import { endStep, keepStep, secondFactorOf, waitingStep } from '@mingjing/sql/people/second-factor.ts'
import {
  dropOldTries,
  type Tried,
  takeTry,
  triesForgotten,
  tryGivenBack,
  tryWasWrong,
} from '@mingjing/sql/people/tries.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { orgUnits, people } from '@mingjing/sql/postgres/schema.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { and, asc, eq, isNotNull } from 'drizzle-orm'
import type { Client } from './client.ts'
import { sha256 } from './hash.ts'
import { type Opening, openSession } from './open-session.ts'
import { passwordMatches } from './password.ts'
import { codeIsRight } from './second-factor.ts'

export type SignIn =
  | { kind: 'ok'; sessionId: string }
  /** The password was right and a code is asked for; `step` is for the browser's cookie. */
  | { kind: 'code'; step: string }
  | { kind: 'refused' }
  | { kind: 'expired' }
  | { kind: 'wait'; seconds: number }

/** Passwords checked at once. Each takes 19 MiB and a core for a while, and anybody may ask for one. */
export const mostAtOnce = 16
let checking = 0

type Account = typeof people.$inferSelect
type Wait = { kind: 'wait'; seconds: number }
interface Checked {
  readonly login: string
  readonly person: Account | undefined
  readonly password: string
  readonly client: Client
  readonly now: Date
}

/** Checks a password as a try: bounded in number, slowed and locked. `right` leaves the try to the caller. */
export const checkPassword = async (db: Db, keys: Keys, check: Checked): Promise<Wait | 'right' | 'wrong'> => {
  const { login, person, now } = check
  const tried = { login, personId: person?.id ?? null, address: check.client.address }
  const seconds = await takeTry(db, keys, tried, now)
  if (seconds > 0) return { kind: 'wait', seconds }
  const right = await passwordMatches(person?.passwordHash ?? null, check.password)
  if (person?.active && right && !isSpent(person, now)) return 'right'
  await tryWasWrong(db, keys, tried, now)
  return 'wrong'
}

/** Runs what hashes a password, unless too much of that is running. */
export const withinBounds = async <T>(work: () => Promise<T>): Promise<T | Wait> => {
  if (checking >= mostAtOnce) return { kind: 'wait', seconds: 1 }
  checking++
  return work().finally(() => checking--)
}

export interface Typed {
  readonly login: string
  readonly password: string
  readonly client: Client
}

/**
 * Signs in by name and password. A wrong name, a wrong password and a closed account are one answer, take the same time
 * and count alike; {@link takeTry} says when the next may be tried.
 */
export const signIn = (db: Db, keys: Keys, typed: Typed, now = new Date()): Promise<SignIn> =>
  withinBounds(() => byPassword(db, keys, typed, now))

const byPassword = async (db: Db, keys: Keys, typed: Typed, now: Date): Promise<SignIn> => {
  const login = typed.login.replaceAll('\0', '').trim().toLowerCase().slice(0, 128)
  const [person] = await db.select().from(people).where(eq(people.login, login))
  const checked = await checkPassword(db, keys, { ...typed, login, person, now })
  if (typeof checked === 'object') return checked
  if (checked === 'wrong' || person === undefined) return { kind: 'refused' }
  const tried = { login, personId: person.id, address: typed.client.address }
  if ((await secondFactorOf(db, person.id)) !== null) {
    // Not forgotten: a known password must not buy new guesses at the code.
    await tryGivenBack(db, keys, tried)
    return askForCode(db, person.id, now)
  }
  return enter(db, keys, tried, { personId: person.id, by: 'password', client: typed.client, now })
}

/** How long a right password waits for its code, ms. */
export const codeWithin = 5 * 60_000

/** Keeps that a person's first step was right until their code comes. */
export const askForCode = async (db: Db, personId: string, now: Date): Promise<SignIn> => {
  const step = randomBytes(24).toString('base64url')
  await keepStep(db, { id: sha256(step), personId, expiresAt: new Date(now.getTime() + codeWithin) }, now)
  return { kind: 'code', step }
}

/** Goes on with a sign-in whose password was right. A wrong code counts as a wrong password does. */
export const signInWithCode = async (
  db: Db,
  keys: Keys,
  typed: { step: string; code: string; client: Client },
  now = new Date(),
): Promise<SignIn> => {
  const id = sha256(typed.step)
  const personId = await waitingStep(db, id, now)
  const [person] = personId === null ? [] : await db.select().from(people).where(eq(people.id, personId))
  if (!person?.active) return { kind: 'expired' }
  const tried = { login: person.login, personId: person.id, address: typed.client.address }
  const seconds = await takeTry(db, keys, tried, now)
  if (seconds > 0) return { kind: 'wait', seconds }
  if (!(await codeIsRight(db, keys, person.id, typed.code, now))) {
    await tryWasWrong(db, keys, tried, now)
    return { kind: 'refused' }
  }
  if (!(await endStep(db, id))) return { kind: 'expired' }
  return enter(db, keys, tried, { personId: person.id, by: 'second-factor', client: typed.client, now })
}

const enter = async (db: Db, keys: Keys, tried: Tried, opened: Opening): Promise<SignIn> => {
  await triesForgotten(db, keys, tried)
  await dropOldTries(db, opened.now)
  return { kind: 'ok', sessionId: await openSession(db, opened) }
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
