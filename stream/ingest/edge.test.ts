import type { Event } from '@mingjing/rules/events/event.ts'
import { isToken } from '@mingjing/rules/events/tokenise.ts'
import { openPostgres, type Postgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { deadLetters, vault } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { unseal } from '@mingjing/sql/vault/seal.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { trialEvents } from '../test/trial.ts'
import { type Ingest, openEdge } from './edge.ts'

const keys = passingKeys()
const mobile = '13800001234'
const line = (id: string, more: object = {}) =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: 'core',
    type: 'application.submitted',
    time: '2026-03-02T10:00:00+08:00',
    subject: 'app-1',
    orgunit: 'b01',
    data: { product: 'card', channel: 'mobile', amount: 1, customer: 'c', mobile, ...more },
  })

let postgres: Postgres
let kept: Event[] = []
let ingest: Ingest
beforeAll(async () => {
  postgres = await openPostgres({ memory: true })
  await migratePostgres(postgres)
  const append = async (events: readonly Event[]) => {
    kept = [...kept, ...events]
  }
  ingest = openEdge({ db: postgres.db, keys, topic: 'events', append })
})
afterAll(() => postgres?.close())

test('personal values go to the vault, tokens go on', async () => {
  kept = []
  expect(await ingest([line('a'), line('b')])).toEqual({ accepted: 2, rejected: [] })
  expect(JSON.stringify(kept)).not.toContain(mobile)
  const [first, second] = kept.map((event) => event.data.mobile as string)
  expect(isToken(first!)).toBe(true)
  expect(second).toBe(first)
  const rows = await postgres.db.select().from(vault)
  expect(rows.map((row) => unseal(keys, row.sealed, row.token))).toEqual([mobile])
})

test('what is refused is named by its index and kept, sealed and masked', async () => {
  kept = []
  const bad = line('c', { amount: -5 })
  const answer = await ingest([line('d'), bad, '{"half":', line('e')])
  expect(answer.accepted).toBe(2)
  expect(answer.rejected.map(({ index }) => index)).toEqual([1, 2])
  expect(answer.rejected[0]!.error).toContain('amount')
  expect(kept.map((event) => event.id)).toEqual(['d', 'e'])

  // The same again is the same two dead letters.
  await ingest([bad, '{"half":'])
  const rows = await postgres.db.select().from(deadLetters)
  expect(rows).toHaveLength(2)
  const row = rows.find((dead) => dead.field === 'data.amount')!
  expect(unseal(keys, row.sealed, row.id)).toBe(bad)
  expect(row.masked).not.toContain(mobile)
  expect(row.masked).toContain('"mobile"')
})

test('an invalid event of our own making is a defect', async () => {
  kept = []
  await expect(ingest([line('f'), '{}'], { trusted: true })).rejects.toThrow('event 2 is invalid')
  expect(kept).toEqual([])
})

test('nothing is acknowledged when the log cannot take it', async () => {
  const full = openEdge({
    db: postgres.db,
    keys,
    topic: 'events',
    append: () => Promise.reject(new Error('no space left on device')),
  })
  await expect(full(trialEvents(1, 3))).rejects.toThrow('no space left')
})
