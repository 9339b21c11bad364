import { randomBytes } from 'node:crypto'
import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import type { Db } from '../postgres/connect.ts'
import { orgUnits, people } from '../postgres/schema.ts'

/** Whether nobody can have signed in yet: a new installation. */
export const isUnpeopled = async (db: Db): Promise<boolean> =>
  (await db.select({ id: people.id }).from(people).limit(1)).length === 0

/**
 * The head office and its first administrator, from whom all other accounts come. Returns the password, which is kept
 * nowhere in clear.
 */
export async function settleAdministrator(
  db: Db,
  hashPassword: (password: string) => Promise<string>,
): Promise<{ login: string; password: string }> {
  const password = randomBytes(15).toString('base64url')
  const passwordHash = await hashPassword(password)
  await db.transaction(async (tx) => {
    await tx
      .insert(orgUnits)
      .values({ id: headOffice, parentId: null, kind: 'head-office', zh: '总行', en: 'Head Office' })
      .onConflictDoNothing()
    await tx.insert(people).values({
      id: 'p-admin',
      login: 'admin',
      role: 'admin',
      zh: '系统管理员',
      en: 'Administrator',
      orgunit: headOffice,
      passwordHash,
    })
  })
  return { login: 'admin', password }
}
