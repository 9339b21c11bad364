import { secretOf, takeRecoveryCode, takeStep } from '@mingjing/sql/people/second-factor.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { type Role, roles, type SignedInBy } from '@mingjing/sql/postgres/schema.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { stepOf } from './totp.ts'

/** Whether what was typed is a code of the person's authenticator, or one of the recovery codes; either is taken once. */
export const codeIsRight = async (db: Db, keys: Keys, personId: string, typed: string, now: Date): Promise<boolean> => {
  const code = typed.replace(/\s/g, '').slice(0, 64)
  if (!/^\d{6}$/.test(code)) return takeRecoveryCode(db, keys, personId, code, now)
  const secret = await secretOf(db, keys, personId, 'in-force')
  const step = secret === null ? null : stepOf(secret, code, now)
  return step !== null && takeStep(db, personId, step)
}

/**
 * The roles whose people must have a second factor, from MINGJING_SECOND_FACTOR: names by commas, or `all`.
 * @throws when it names no role, so that a slip does not leave the door open.
 */
export const secondFactorRoles = (env: Readonly<Record<string, string | undefined>>): ReadonlySet<Role> => {
  const named = (env.MINGJING_SECOND_FACTOR ?? '').split(',').flatMap((name) => name.trim() || [])
  if (named.length === 1 && named[0] === 'all') return new Set(roles)
  for (const name of named)
    if (!(roles as readonly string[]).includes(name))
      throw new Error(`MINGJING_SECOND_FACTOR is all, or some of ${roles.join(', ')}; not ${name}`)
  return new Set(named as Role[])
}

/** A provider that does not say how it knew somebody may have asked for a password only. */
const byPasswordAlone: ReadonlySet<string> = new Set(['password', 'single-sign-on'] satisfies SignedInBy[])

/** Whether somebody who came in by a password alone must first set up a second factor. Demo personas need none. */
export const mustEnrol = (
  session: { signedInBy: string },
  person: { role: Role },
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean => byPasswordAlone.has(session.signedInBy) && secondFactorRoles(env).has(person.role)
