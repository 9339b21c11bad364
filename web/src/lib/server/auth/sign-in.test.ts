import { freeTries } from '@mingjing/sql/people/try-bounds.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { people, sessions } from '@mingjing/sql/postgres/schema.ts'
import { openBank } from '@mingjing/sql/test/bank.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from './hash.ts'
import { hashPassword } from './password.ts'
import { mostAtOnce, signIn } from './sign-in.ts'

let bank: Postgres
const keys = passingKeys()
const client = { address: '10.0.0.1', userAgent: null }
const tryIn = (login: string, password: string, now?: Date) => signIn(bank.db, keys, { login, password, client }, now)
beforeAll(async () => {
  bank = await openBank()
  await bank.db
    .update(people)
    .set({ passwordHash: await hashPassword('right') })
    .where(eq(people.role, 'officer'))
  await bank.db.update(people).set({ active: false }).where(eq(people.id, 'S002'))
})
afterAll(() => bank.close())

test('the right password gives a session that is kept hashed', async () => {
  const answer = await tryIn(' S001 ', 'right')
  if (answer.kind !== 'ok') throw new Error(answer.kind)
  const kept = await bank.db.select().from(sessions)
  expect(kept).toMatchObject([{ id: sha256(answer.sessionId), userId: 'S001' }])
})

test.each([
  ['a wrong password', 's001', 'wrong'],
  ['a closed account', 's002', 'right'],
  ['an account without a password', 's010', ''],
  ['nobody', 'nobody', 'right'],
  ['no text Postgres could hold', 's0\0', 'right'],
])('%s is refused, all alike', async (_, login, password) => {
  expect(await tryIn(login, password)).toEqual({ kind: 'refused' })
})

test('a flood of names waits: what it may cost is bounded, and it costs nobody an attempt', async () => {
  const flood = await Promise.all(Array.from({ length: mostAtOnce + 5 }, (_, i) => tryIn(`name-${i}`, 'x')))
  expect(flood.map((answer) => answer.kind)).toEqual([
    ...Array<string>(mostAtOnce).fill('refused'),
    ...Array<string>(5).fill('wait'),
  ])
  expect(await tryIn('s001', 'right')).toMatchObject({ kind: 'ok' })
})

test('wrong passwords make even the right one wait, for a name that is somebody’s and one that is not', async () => {
  for (const login of ['s003', 'no-such-name']) {
    for (let n = 0; n < freeTries; n++) expect(await tryIn(login, 'wrong', new Date(0))).toEqual({ kind: 'refused' })
    expect(await tryIn(login, 'right', new Date(1000))).toEqual({ kind: 'wait', seconds: 9 })
  }
})
