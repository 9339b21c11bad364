import { firstPasswordLasts } from '@mingjing/sql/people/password.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { issueActions, people, sessions, signInTries } from '@mingjing/sql/postgres/schema.ts'
import { openBank } from '@mingjing/sql/test/bank.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { choosePassword, mustChoose } from './choose-password.ts'
import { sha256 } from './hash.ts'
import { hashPassword } from './password.ts'
import { signIn } from './sign-in.ts'

let bank: Postgres
const keys = passingKeys()
const client = { address: '10.0.0.1', userAgent: 'test' }
const start = Date.UTC(2026, 10, 2, 1)
const at = (ms: number) => new Date(start + ms)

beforeAll(async () => {
  bank = await openBank()
})
afterAll(() => bank.close())
beforeEach(async () => {
  await bank.db.delete(signInTries)
  await bank.db.delete(sessions)
  await bank.db
    .update(people)
    .set({ passwordHash: await hashPassword('given out'), passwordIssuedAt: at(0) })
    .where(eq(people.id, 'S001'))
})

const signInBy = (password: string, ms: number) => signIn(bank.db, keys, { login: 's001', password, client }, at(ms))
const choose = (chosen: string, { password = 'given out', again = chosen, session = 'this' } = {}) =>
  choosePassword(bank.db, keys, { personId: 'S001', client, now: at(1000), session }, { password, chosen, again })

test('a password given out opens the choice of one’s own, which ends the sessions opened by it', async () => {
  const here = await signInBy('given out', 0)
  const elsewhere = await signInBy('given out', 0)
  if (here.kind !== 'ok' || elsewhere.kind !== 'ok') throw new Error(here.kind)
  expect(await choose('correct horse battery', { session: sha256(here.sessionId) })).toEqual({ kind: 'chosen' })
  expect((await bank.db.select({ id: sessions.id }).from(sessions)).map(({ id }) => id)).toEqual([
    sha256(here.sessionId),
  ])
  const [person] = await bank.db.select().from(people).where(eq(people.id, 'S001'))
  expect(person!.passwordIssuedAt).toBeNull()
  expect(await signInBy('given out', 2000)).toEqual({ kind: 'refused' })
  expect(await signInBy('correct horse battery', 2000)).toMatchObject({ kind: 'ok' })
  const recorded = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'password-chosen'))
  expect(recorded).toMatchObject([{ personId: 'S001', detail: { person: 'S001' } }])
})

test('it opens nothing once three days are over', async () => {
  expect(await signInBy('given out', firstPasswordLasts - 1)).toMatchObject({ kind: 'ok' })
  expect(await signInBy('given out', firstPasswordLasts)).toEqual({ kind: 'refused' })
})

test.each([
  ['short', {}, 'too-short'],
  ['银行的密码只有九个字', {}, 'too-short'],
  ['x'.repeat(513), {}, 'too-long'],
  ['correct horse battery', { again: 'correct horse' }, 'not-twice'],
  ['correct horse battery', { password: 'wrong' }, 'wrong-password'],
  ['given out given out', { password: 'given out given out' }, 'not-new'],
  ['my name is S001, sir', {}, 'holds-login'],
])('%s %j is refused: %s', async (chosen, typed, kind) => {
  expect(await choose(chosen, typed)).toEqual({ kind })
})

test('somebody the bank’s own sign-in knows need not', () => {
  expect(mustChoose({ signedInBy: 'password' }, { firstPassword: true })).toBe(true)
  expect(mustChoose({ signedInBy: 'second-factor' }, { firstPassword: true })).toBe(true)
  expect(mustChoose({ signedInBy: 'single-sign-on' }, { firstPassword: true })).toBe(false)
  expect(mustChoose({ signedInBy: 'password' }, {})).toBe(false)
})
