import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { closeSessions } from '../people/sessions.ts'
import type { Db } from '../postgres/connect.ts'
import { people } from '../postgres/schema.ts'
import type { StaffChange } from './record.ts'

/** A first password, and how it is kept. Hashing is slow: it is done before the transaction. */
export interface FirstPassword {
  readonly text: string
  readonly hash: string
}

export const firstPassword = async (hashPassword: (password: string) => Promise<string>): Promise<FirstPassword> => {
  const text = randomBytes(12).toString('base64url')
  return { text, hash: await hashPassword(text) }
}

/**
 * Does what was agreed, in the transaction of the decision. A role or unit that changes ends the sessions opened under
 * the other one: a page that is open, and what it hears, goes by it.
 * @returns the first password, where the wish gives one
 */
export const grant = async (
  tx: Db,
  { personId, wish }: StaffChange,
  first: FirstPassword,
  { by, now }: { by: string; now: Date },
): Promise<string | null> => {
  const password = { passwordHash: first.hash, passwordIssuedAt: now }
  if (wish.kind === 'join') {
    const { kind: _, ...person } = wish
    await tx.insert(people).values({ id: personId, ...person, ...password, createdAt: now })
    return first.text
  }
  if (wish.kind === 'move') {
    const { role, orgunit } = wish
    await tx.update(people).set({ role, orgunit }).where(eq(people.id, personId))
  } else
    await tx
      .update(people)
      .set({ active: true, ...password })
      .where(eq(people.id, personId))
  await closeSessions(tx, { of: personId, by, now })
  return wish.kind === 'move' ? null : first.text
}
