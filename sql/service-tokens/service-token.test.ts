import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Postgres } from '../postgres/connect.ts'
import { issueActions, serviceTokens } from '../postgres/schema.ts'
import { openBank, scopeFor } from '../test/bank.ts'
import { hashToken, makeFirstServiceToken, makeServiceToken, revokeServiceToken } from './service-token.ts'

let bank: Postgres
const now = new Date('2026-03-02T02:00:00Z')
beforeAll(async () => {
  bank = await openBank()
})
afterAll(() => bank.close())

test('a token is shown once and kept as its hash', async () => {
  const wanted = { name: 'core banking', grants: ['events:write' as const], orgunit: 'hq', now }
  expect(await makeServiceToken(bank.db, scopeFor('lead'), wanted)).toBeNull()
  const made = await makeServiceToken(bank.db, scopeFor('admin'), wanted)
  const first = await makeFirstServiceToken(bank.db, wanted)
  expect(made!.token).toMatch(/^mj_[\w-]{43}$/)
  expect(first.token).not.toBe(made!.token)
  const [row] = await bank.db.select().from(serviceTokens).where(eq(serviceTokens.id, made!.id))
  expect(row).toMatchObject({ hash: hashToken(made!.token), grants: ['events:write'], createdBy: 'S060' })
  const everything = JSON.stringify([
    await bank.db.select().from(serviceTokens),
    await bank.db.select().from(issueActions),
  ])
  expect(everything).not.toContain(made!.token)
  expect(await revokeServiceToken(bank.db, scopeFor('officer'), made!.id, now)).toBe(false)
  expect(await revokeServiceToken(bank.db, scopeFor('admin'), made!.id, now)).toBe(true)
  expect(await revokeServiceToken(bank.db, scopeFor('admin'), made!.id, now)).toBe(false)
})
