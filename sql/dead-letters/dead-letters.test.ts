import { asc, desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Scope, serviceScope } from '../access/scope.ts'
import type { Postgres } from '../postgres/connect.ts'
import { deadLetters, issueActions } from '../postgres/schema.ts'
import { newestDeadLetters } from '../queries/engine-room.ts'
import { openBank, scopeFor } from '../test/bank.ts'
import { passingKeys } from '../vault/keys.ts'
import { seal } from '../vault/seal.ts'
import { handleDeadLetter, openDeadLetter } from './dead-letters.ts'
import { redriveDeadLetter } from './redrive.ts'

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

test('those in a state are chosen before the newest are cut off', async () => {
  const older = { id: 'events:0:1', topic: 'events', partition: 0, offset: 1, code: 'json', field: '', reason: '' }
  const row = { ...older, sealed: new Uint8Array(), masked: '', state: 'discarded' as const, seenAt: new Date(0) }
  await bank.db.insert(deadLetters).values(row)
  const discarded = await newestDeadLetters(bank.db, scopeFor('admin'), 1, 'discarded')
  expect(discarded.map(({ id }) => id)).toEqual(['events:0:1'])
})

test('one is handled once', async () => {
  const request = { id: 'events:0:7', state: 'redriven' as const, reason: 'r', now }
  expect(await handleDeadLetter(bank.db, scopeFor('lead'), request)).toBe(false)
  expect(await handleDeadLetter(bank.db, scopeFor('admin'), request)).toBe(true)
  expect(await handleDeadLetter(bank.db, scopeFor('admin'), { ...request, state: 'discarded' })).toBe(false)
  const kinds = await bank.db.select({ kind: issueActions.kind }).from(issueActions).orderBy(asc(issueActions.seq))
  expect(kinds.map((row) => row.kind)).toEqual(['open-dead-letter', 'redrive-dead-letter'])
})

describe('sent in again', () => {
  const event = {
    ...{ specversion: '1.0', id: 'x-1', source: '/bank/approval', type: 'application.withdrawn' },
    ...{ time: '2026-03-02T10:00:00+08:00', subject: 'a-1', orgunit: 'b01', data: { reason: 'changed plans' } },
  }
  const sent: string[] = []
  const takeIn = async (lines: readonly string[]) => {
    sent.push(...lines)
    return { accepted: lines.length, rejected: [] }
  }
  const redrive = (scope: Scope, text: string, id = 'events:0:9') =>
    redriveDeadLetter(bank.db, scope, { id, text, reason: '来源系统已更正', now }, takeIn)

  beforeAll(() =>
    bank.db.insert(deadLetters).values({
      ...{ id: 'events:0:9', topic: 'events', partition: 0, offset: 9, code: 'json', field: '', reason: 'cut off' },
      ...{ sealed: new Uint8Array(), masked: '', seenAt: now },
    }),
  )

  test('a text that is still wrong is answered with its place; nothing is sent, the letter stays open', async () => {
    const { reason: _, ...without } = event.data
    expect(await redrive(scopeFor('admin'), JSON.stringify({ ...event, data: without }))).toMatchObject({
      kind: 'invalid',
      field: 'data.reason',
    })
    expect(await redrive(scopeFor('admin'), '{')).toMatchObject({ kind: 'invalid' })
    expect(sent).toEqual([])
  })

  test('neither a branch, nor an officer, nor a token without the grant', async () => {
    const token = { id: 't1', orgunit: 'hq' }
    for (const scope of [
      scopeFor('officer'),
      { ...scopeFor('admin'), orgunit: 'b01' },
      serviceScope({ ...token, grants: ['events:write'] }),
    ])
      expect(await redrive(scope, JSON.stringify(event))).toEqual({ kind: 'not-open' })
    expect(sent).toEqual([])
  })

  test('the corrected event goes in on one line, once, in the name of whom the token is', async () => {
    const scope = serviceScope({ id: 't1', orgunit: 'hq', grants: ['dead-letters:handle'] })
    expect(await redrive(scope, JSON.stringify(event, null, 2))).toEqual({ kind: 'redriven' })
    expect(sent).toEqual([JSON.stringify(event)])
    expect(await redrive(scope, JSON.stringify(event))).toEqual({ kind: 'not-open' })
    const [last] = await bank.db.select().from(issueActions).orderBy(desc(issueActions.seq)).limit(1)
    expect(last).toMatchObject({ kind: 'redrive-dead-letter', personId: 'service:t1' })
  })

  test('a way in that is closed leaves it open', async () => {
    await bank.db.update(deadLetters).set({ state: 'open' }).where(eq(deadLetters.id, 'events:0:9'))
    const closed = () => Promise.reject(new Error('the log is full'))
    const request = { id: 'events:0:9', text: JSON.stringify(event), reason: 'r', now }
    await expect(redriveDeadLetter(bank.db, scopeFor('admin'), request, closed)).rejects.toThrow('full')
    expect(await redrive(scopeFor('admin'), JSON.stringify(event))).toEqual({ kind: 'redriven' })
  })
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
  const [row] = await bank.db.select().from(deadLetters).where(eq(deadLetters.offset, 8))
  expect(row!.masked).toBe('a\u2400b\ufffd\u001f明')
})
