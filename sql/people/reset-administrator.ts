import { randomBytes } from 'node:crypto'
import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { and, asc, eq } from 'drizzle-orm'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { people, secondFactors, signInSteps } from '../postgres/schema.ts'
import { closeSessions } from './sessions.ts'

export type AdministratorReset =
  | { readonly kind: 'reset'; readonly login: string; readonly password: string }
  /** `logins` are those of whom it can be asked. */
  | { readonly kind: 'no-such-administrator'; readonly logins: readonly string[] }

/**
 * A way back in where no administrator of the head office can sign in any more, for who has the server's shell: a first
 * password, which opens nothing but the choice of one's own and nothing at all after three days. Sessions end and the
 * second factor goes, which may be what was lost. Only an account that is open and of that role there is helped: the
 * command gives nobody a role. On record as done by command.
 */
export const resetAdministrator = async (
  db: Db,
  login: string,
  { now, hashPassword }: { now: Date; hashPassword: (password: string) => Promise<string> },
): Promise<AdministratorReset> => {
  const password = randomBytes(12).toString('base64url')
  const passwordHash = await hashPassword(password)
  return db.transaction(async (tx) => {
    const administrators = await tx
      .select({ id: people.id, login: people.login })
      .from(people)
      .where(and(eq(people.role, 'admin'), eq(people.orgunit, headOffice), eq(people.active, true)))
      .orderBy(asc(people.id))
      .for('update')
    const meant = administrators.find((each) => each.login === login)
    if (meant === undefined)
      return { kind: 'no-such-administrator', logins: administrators.map((each) => each.login) } as const
    await tx.update(people).set({ passwordHash, passwordIssuedAt: now }).where(eq(people.id, meant.id))
    await tx.delete(secondFactors).where(eq(secondFactors.personId, meant.id))
    await tx.delete(signInSteps).where(eq(signInSteps.personId, meant.id))
    await appendAction(tx, {
      at: now,
      personId: 'system',
      issueId: null,
      kind: 'administrator-reset',
      fromState: null,
      toState: null,
      detail: { person: meant.id, command: 'people reset-administrator' },
    })
    await closeSessions(tx, { of: meant.id, by: 'system', now })
    return { kind: 'reset', login, password } as const
  })
}
