import { scopeOf } from '@mingjing/sql/access/scope.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  secretOf,
} from '@mingjing/sql/people/second-factor.ts'
import { type Tried, takeTry, triesForgotten, tryGivenBack, tryWasWrong } from '@mingjing/sql/people/tries.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { people } from '@mingjing/sql/postgres/schema.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import type { Client } from './client.ts'
import { codeIsRight } from './second-factor.ts'
import { checkPassword, withinBounds } from './sign-in.ts'
import { enrolmentOf, newRecoveryCodes, newSecret, stepOf } from './totp.ts'

/** Somebody signed in who sets up or takes away their second factor. */
export interface Enrolling {
  readonly personId: string
  readonly client: Client
  readonly now: Date
}

export type Refused = { kind: 'wait'; seconds: number } | { kind: 'wrong-password' } | { kind: 'wrong-code' }
type Enrolment = ReturnType<typeof enrolmentOf>

/**
 * A new secret, against the password: a session left open on a desk must not be enough to lock its owner out.
 * `already` where a factor is in force.
 */
export const beginEnrolment = async (
  db: Db,
  keys: Keys,
  who: Enrolling,
  password: string,
): Promise<Refused | { kind: 'already' } | { kind: 'begun'; enrolment: Enrolment }> => {
  const account = await accountOf(db, who)
  const refused = await passwordRefused(db, keys, account, password)
  if (refused) return refused
  // Not forgotten: a known password must not buy new guesses at the code.
  await tryGivenBack(db, keys, account.tried)
  const secret = newSecret()
  if (!(await beginSecondFactor(db, keys, account.scope, secret, who.now))) return { kind: 'already' }
  return { kind: 'begun', enrolment: enrolmentOf(secret, account.person.login) }
}

/** Puts the secret in force by its first code; the recovery codes are told this once. `expired` where none waits. */
export const confirmEnrolment = async (
  db: Db,
  keys: Keys,
  who: Enrolling,
  code: string,
): Promise<
  | { kind: 'expired' }
  | { kind: 'wait'; seconds: number }
  | { kind: 'wrong-code'; enrolment: Enrolment }
  | { kind: 'confirmed'; codes: string[] }
> => {
  const { scope, tried, person } = await accountOf(db, who)
  const secret = await secretOf(db, keys, who.personId, { waitingAt: who.now })
  if (secret === null) return { kind: 'expired' }
  const seconds = await takeTry(db, keys, tried, who.now)
  if (seconds > 0) return { kind: 'wait', seconds }
  const step = stepOf(secret, code.replace(/\s/g, ''), who.now)
  if (step === null) {
    await tryWasWrong(db, keys, tried, who.now)
    return { kind: 'wrong-code', enrolment: enrolmentOf(secret, person.login) }
  }
  await triesForgotten(db, keys, tried)
  const codes = newRecoveryCodes()
  const confirmed = await confirmSecondFactor(db, keys, scope, { step, codes, now: who.now })
  return confirmed ? { kind: 'confirmed', codes } : { kind: 'expired' }
}

/** Takes the factor away, against password and code. */
export const endEnrolment = async (
  db: Db,
  keys: Keys,
  who: Enrolling,
  { password, code }: { password: string; code: string },
): Promise<Refused | { kind: 'ended' }> => {
  const account = await accountOf(db, who)
  const refused = await passwordRefused(db, keys, account, password)
  if (refused) return refused
  if (!(await codeIsRight(db, keys, who.personId, code, who.now))) {
    await tryWasWrong(db, keys, account.tried, who.now)
    return { kind: 'wrong-code' }
  }
  await triesForgotten(db, keys, account.tried)
  await removeSecondFactor(db, account.scope, who.personId, who.now)
  return { kind: 'ended' }
}

export interface Account {
  readonly person: typeof people.$inferSelect
  readonly scope: ReturnType<typeof scopeOf>
  readonly tried: Tried
  readonly who: Enrolling
}

export const accountOf = async (db: Db, who: Enrolling): Promise<Account> => {
  const [person] = await db.select().from(people).where(eq(people.id, who.personId))
  if (person === undefined) throw new Error('who is signed in has no account')
  const tried = { login: person.login, personId: person.id, address: who.client.address }
  return { person, scope: scopeOf(person), tried, who }
}

/** Checks a password as a try, before something that asks for it; null where it is right. */
export const passwordRefused = async (
  db: Db,
  keys: Keys,
  { person, who }: Account,
  password: string,
): Promise<Refused | null> => {
  const check = { login: person.login, person, password, client: who.client, now: who.now }
  const checked = await withinBounds(() => checkPassword(db, keys, check))
  if (checked === 'right') return null
  return checked === 'wrong' ? { kind: 'wrong-password' } : checked
}
