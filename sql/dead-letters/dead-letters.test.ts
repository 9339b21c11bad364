import { asc } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../access/scope.ts'
import type { Postgres } from '../postgres/connect.ts'
import { deadLetters, issueActions } from '../postgres/schema.ts'
import { newestDeadLetters } from '../queries/engine-room.ts'
import { openBank, scopeFor } from '../test/bank.ts'
import { passingKeys } from '../vault/keys.ts'
import { seal } from '../vault/seal.ts'
import { handleDeadLetter, openDeadLetter } from './dead-letters.ts'

let bank: Postgres
const keys = passingKeys()
const now = new Date('2026-03-02T02:00:00Z')
beforeAll(async () => {
  bank = await openBank()
  await bank.db.insert(deadLetters).values({
    id: 'events:0:7',
    topic: 'events',
    partition: 0,
    offset: 7,
    code: 'value',
    field: 'data.mobile',
    reason: 'mobile must be a text',
    sealed: seal(keys, '{"mobile":13800138000}', 'events:0:7'),
    masked: '{"mobile":0}',
    seenAt: now,
  })
})
afterAll(() => bank.close())

test('only who handles dead letters opens one, and it goes on record', async () => {
  const request = { id: 'events:0:7', reason: '更正重发', now }
  expect(await openDeadLetter(bank.db, keys, scopeFor('officer'), request)).toBeNull()
  expect(await openDeadLetter(bank.db, keys, { ...scopeFor('admin'), orgunit: 'b01' }, request)).toBeNull()
  expect(await openDeadLetter(bank.db, keys, scopeFor('admin'), { ...request, id: 'none' })).toBeNull()
  expect(await openDeadLetter(bank.db, keys, scopeFor('admin'), request)).toBe('{"mobile":13800138000}')
  expect(await bank.db.select().from(issueActions)).toMatchObject([{ kind: 'open-dead-letter', personId: 'S060' }])
})

test('they are listed to who runs the whole bank, not to a branch', async () => {
  const listed = async (scope: Scope) => (await newestDeadLetters(bank.db, scope, 10)).map((letter) => letter.id)
  expect(await listed(scopeFor('lead'))).toEqual(['events:0:7'])
  expect(await listed({ ...scopeFor('lead'), orgunit: 'b01' })).toEqual([])
  expect(await listed(scopeFor('officer'))).toEqual([])
})

test('one is handled once', async () => {
  const request = { id: 'events:0:7', state: 'redriven' as const, reason: 'r', now }
  expect(await handleDeadLetter(bank.db, scopeFor('lead'), request)).toBe(false)
  expect(await handleDeadLetter(bank.db, scopeFor('admin'), request)).toBe(true)
  expect(await handleDeadLetter(bank.db, scopeFor('admin'), { ...request, state: 'discarded' })).toBe(false)
  const kinds = await bank.db.select({ kind: issueActions.kind }).from(issueActions).orderBy(asc(issueActions.seq))
  expect(kinds.map((row) => row.kind)).toEqual(['open-dead-letter', 'redrive-dead-letter'])
})

test('what strangers wrote can be stored, whatever it holds', async () => {
  const strange = 'a\u0000b\ud800\u001f明'
  await bank.db.insert(deadLetters).values({
    id: 'events:0:8',
    topic: 'events',
    partition: 0,
    offset: 8,
    code: 'json',
    field: strange,
    reason: strange,
    sealed: new Uint8Array(),
    masked: strange,
    seenAt: now,
  })
  const [, row] = await bank.db.select().from(deadLetters).orderBy(asc(deadLetters.offset))
  expect(row!.masked).toBe('a\u2400b\ufffd\u001f明')
})
