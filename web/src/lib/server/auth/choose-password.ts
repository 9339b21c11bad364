import { keepPassword } from '@mingjing/sql/people/password.ts'
import { triesForgotten } from '@mingjing/sql/people/tries.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import type { SignedInBy } from '@mingjing/sql/postgres/schema.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { accountOf, type Enrolling, passwordRefused } from './enrol.ts'
import { hashPassword } from './password.ts'
import { withinBounds } from './sign-in.ts'

/** Shortest password somebody may choose, characters (NIST SP 800-63B-4 asks for 15 without a second factor, 8 with one). */
export const shortestPassword = 12
/** What of a password is looked at; see ./password.ts. */
const longestPassword = 512

export type ChosenPassword =
  | { kind: 'wait'; seconds: number }
  | { kind: 'wrong-password' | 'too-short' | 'too-long' | 'holds-login' | 'not-new' | 'not-twice' | 'chosen' }

/** Puts a password somebody chose in place of theirs, against that. `session` is the hash of the one it is done in. */
export const choosePassword = async (
  db: Db,
  keys: Keys,
  who: Enrolling & { session: string },
  typed: { password: string; chosen: string; again: string },
): Promise<ChosenPassword> => {
  const account = await accountOf(db, who)
  const { chosen } = typed
  if (chosen !== typed.again) return { kind: 'not-twice' }
  if ([...chosen].length < shortestPassword) return { kind: 'too-short' }
  if (chosen.length > longestPassword) return { kind: 'too-long' }
  if (chosen === typed.password) return { kind: 'not-new' }
  if (chosen.toLowerCase().includes(account.person.login)) return { kind: 'holds-login' }
  const refused = await passwordRefused(db, keys, account, typed.password)
  if (refused) return refused.kind === 'wait' ? refused : { kind: 'wrong-password' }
  const hash = await withinBounds(() => hashPassword(chosen))
  if (typeof hash !== 'string') return hash
  await triesForgotten(db, keys, account.tried)
  await keepPassword(db, account.scope, { hash, session: who.session }, who.now)
  return { kind: 'chosen' }
}

const byPassword: ReadonlySet<string> = new Set(['password', 'second-factor'] satisfies SignedInBy[])

/** Whether somebody who came in by a password they were given must first choose their own. */
export const mustChoose = (session: { signedInBy: string }, person: { firstPassword?: boolean }): boolean =>
  person.firstPassword === true && byPassword.has(session.signedInBy)
