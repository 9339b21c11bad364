import { freeTries } from '@mingjing/sql/people/try-bounds.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { issueActions, people, sessions } from '@mingjing/sql/postgres/schema.ts'
import { openBank } from '@mingjing/sql/test/bank.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from './hash.ts'
import { lucia } from './lucia.ts'
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
  expect(kept).toMatchObject([
    { id: sha256(answer.sessionId), userId: 'S001', signedInBy: 'password', address: client.address },
  ])
  const [entry] = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'sign-in'))
  expect(entry).toMatchObject({ personId: 'S001', detail: { by: 'password', address: client.address } })
  expect(JSON.stringify(entry)).not.toMatch(new RegExp(`${answer.sessionId}|${sha256(answer.sessionId)}|right`))
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

test('a session in use says when it was last seen, to the minute', async () => {
  const answer = await tryIn('s001', 'right')
  if (answer.kind !== 'ok') throw new Error(answer.kind)
  const here = eq(sessions.id, sha256(answer.sessionId))
  const seen = async () => (await bank.db.select().from(sessions).where(here))[0]!.seenAt.getTime()
  const first = await seen()
  await lucia(bank.db).validateSession(answer.sessionId)
  expect(await seen()).toBe(first)
  await bank.db
    .update(sessions)
    .set({ seenAt: new Date(first - 61_000) })
    .where(here)
  await lucia(bank.db).validateSession(answer.sessionId)
  expect(await seen()).toBeGreaterThanOrEqual(first)
})
