import type { Event } from '@mingjing/rules/events/event.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventRows } from '../block/rows.ts'
import { openTrialStores, type TrialStores } from '../test/stores.ts'
import { lookUp } from './lookup.ts'

const place = { topic: 'events', partition: 0 }
const time = Date.parse('2026-03-02T01:00:00Z')
const record = (offset: number, id: string) => {
  const event: Event = {
    id,
    source: 'bank',
    type: 'application.submitted',
    time,
    subject: 'A1',
    orgunit: 'b01',
    data: {},
  }
  return { kind: 'event' as const, offset, event, personal: [] }
}

let stores: TrialStores
beforeAll(async () => {
  stores = await openTrialStores()
})
afterAll(() => stores.close())

test('ids as long as the contract allows are found, however many are asked about at once', async () => {
  const id = (i: number) => `${i}'\\${'明'.repeat(250)}`
  const accepted = [3, 1_999].map((i) => ({ ...record(i, id(i)), verdict: 'ok' as const }))
  const plan = { ...place, seq: 1, clock: time, ruleSet: 'r', answers: { wall: time, known: [] } }
  await stores.clickhouse.insert('events', eventRows({ plan, accepted }), { token: 'events:0:1:events' })
  const asked = Array.from({ length: 2_000 }, (_, i) => record(10_000 + i, id(i)))
  expect(await lookUp(stores.clickhouse, place, 10_000, asked)).toEqual([10_003, 11_999])
})

test('rows of the records asked about do not count', async () => {
  expect(await lookUp(stores.clickhouse, place, 3, [record(3, `3'\\${'明'.repeat(250)}`)])).toEqual([])
})
