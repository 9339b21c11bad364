import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { issueActions, people, sessions } from '../postgres/schema.ts'
import { staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { resetAdministrator } from './reset-administrator.ts'

const now = new Date('2026-11-28T01:00:00Z')
const how = { now, hashPassword: async (password: string) => `hashed ${password}` }

onEachEngine('an administrator who cannot come in any more', [sessions, issueActions], (bank) => {
  const admin = staff.admin[0]
  const read = async (id: string) => (await bank.db.select().from(people).where(eq(people.id, id)))[0]!

  test('has a first password, and no session left, on record as done by command', async () => {
    await bank.db.insert(sessions).values({ id: 's', userId: admin, expiresAt: new Date(now.getTime() + 1000) })
    const { login } = await read(admin)
    const outcome = await resetAdministrator(bank.db, login, how)
    if (outcome.kind !== 'reset') throw new Error(outcome.kind)
    expect(await read(admin)).toMatchObject({ passwordHash: `hashed ${outcome.password}`, passwordIssuedAt: now })
    expect(await bank.db.select().from(sessions)).toEqual([])
    expect(await bank.db.select().from(issueActions).orderBy(issueActions.seq)).toMatchObject([
      { kind: 'administrator-reset', personId: 'system', detail: { person: admin } },
      { kind: 'sessions-ended', personId: 'system' },
    ])
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound', actions: 2 })
  })

  test.each(['officer', 'lead'] as const)(
    'nobody else, such as the %s, and nobody of whom there is none',
    async (who) => {
      const { login, passwordHash } = await read(staff[who][0])
      const { login: of } = await read(admin)
      for (const asked of [login, 'nobody', ''])
        expect(await resetAdministrator(bank.db, asked, how)).toEqual({ kind: 'no-such-administrator', logins: [of] })
      expect(await read(staff[who][0])).toMatchObject({ passwordHash })
    },
  )

  test('no closed account is opened by it', async () => {
    const { login } = await read(admin)
    await bank.db.update(people).set({ active: false }).where(eq(people.id, admin))
    expect(await resetAdministrator(bank.db, login, how)).toEqual({ kind: 'no-such-administrator', logins: [] })
    await bank.db.update(people).set({ active: true }).where(eq(people.id, admin))
  })
})
