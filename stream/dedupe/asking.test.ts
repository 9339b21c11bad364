import { factKey } from '@mingjing/rules/events/event.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { expect, test } from 'vitest'
import { beyondState, lookUp, refill } from './lookup.ts'
import { createSeen, forget, recall, remember } from './seen.ts'

const place = { topic: 'events', partition: 3 }
const minute = 60_000
const time = 1_000_000 * minute
const record = (offset: number, id: string, at = time) => ({
  ...{ kind: 'event' as const, offset, personal: [] },
  event: {
    id,
    source: 'bank',
    type: 'application.submitted' as const,
    time: at,
    subject: 'A',
    orgunit: 'b01',
    data: {},
  },
})
const fact = (id: string) => factKey({ source: 'bank', id })
const dead = { kind: 'deadLetter', offset: 9, text: '', code: 'json', field: '', reason: '' } as const

/** Answers every question with the same rows and keeps what was asked. */
const answering = (rows: object[]) => {
  const asked: { sql: string; parameters: Record<string, unknown> }[] = []
  const query = async (sql: string, parameters: Record<string, unknown>) => {
    asked.push({ sql, parameters })
    return rows
  }
  return { asked, clickhouse: { query } as unknown as ClickHouse }
}
/** How many ids each question named. */
const sizes = (asked: ReturnType<typeof answering>['asked']) =>
  asked.map(({ parameters }) => (parameters.ids as string[]).length)

test('only events older than what is remembered are asked about', () => {
  const seen = createSeen()
  forget(seen, time)
  remember(seen, fact('known'), time)
  const old = record(1, 'old', time - 61 * minute)
  expect(beyondState(seen, [dead, record(2, 'new'), record(3, 'known'), old])).toEqual([old])
})

test('an hour and a million facts are remembered', () => {
  const seen = createSeen()
  remember(seen, 'a', time)
  forget(seen, time + 60 * minute)
  expect([seen.floor, recall(seen, 'a', time)]).toEqual([time, 'seen'])
  forget(seen, time + 61 * minute)
  expect(recall(seen, 'a', time)).toBe('beyond')
})

test('those that are found are told by their offsets; rows from here on of this partition do not count', async () => {
  const { asked, clickhouse } = answering([
    { source: 'bank', id: 'b' },
    { source: 'other', id: 'a' },
  ])
  expect(await lookUp(clickhouse, place, 7, [record(11, 'a'), record(12, 'b'), record(13, 'b')])).toEqual([12, 13])
  expect(asked.map(({ parameters }) => parameters)).toEqual([
    { ids: ['a', 'b'], topic: 'events', partition: 3, from: 7 },
  ])
  expect(asked[0]!.sql.replace(/\s+/g, ' ')).toBe(
    'SELECT source, id FROM events WHERE id IN {ids:Array(String)} AND NOT (topic = {topic:String} ' +
      'AND partition = {partition:UInt16} AND offset >= {from:UInt64})',
  )
  expect(await lookUp(clickhouse, place, 7, [])).toEqual([])
  expect(asked).toHaveLength(1)
})

test.each([
  ['a thousand ids', 1_000, 1, [1_000]],
  ['one more', 1_001, 1, [1_000, 1]],
  ['a hundred thousand bytes', 400, 250, [400]],
  ['more than that', 401, 250, [400, 1]],
  ['twice that', 801, 250, [400, 400, 1]],
] as const)('a question names %s', async (_, count, bytes, expected) => {
  const { asked, clickhouse } = answering([])
  // Of one byte, ids are told apart by their character.
  const id = (n: number) => (bytes === 1 ? String.fromCodePoint(0x4e00 + n) : `${n}`.padStart(bytes, '0'))
  await lookUp(
    clickhouse,
    place,
    7,
    Array.from({ length: count }, (_, n) => record(n, id(n))),
  )
  expect(sizes(asked)).toEqual(expected)
})

test('recovery reads the facts of the horizon again, and nothing before the first record', async () => {
  const { asked, clickhouse } = answering([{ source: 'bank', id: 'a', at: `${time}` }])
  const seen = createSeen()
  await refill(clickhouse, place, seen, 0)
  expect(asked).toEqual([])
  await refill(clickhouse, place, seen, 5)
  expect(asked[0]!.parameters).toEqual({ topic: 'events', partition: 3, next: 5, floor: 0 })
  expect(asked[0]!.sql.replace(/\s+/g, ' ')).toBe(
    'SELECT source, id, toUnixTimestamp64Milli(time) AS at FROM events WHERE topic = {topic:String} ' +
      "AND partition = {partition:UInt16} AND offset < {next:UInt64} AND time >= {floor:DateTime64(3, 'UTC')}",
  )
  expect(seen.times).toEqual(new Map([[fact('a'), time]]))
  forget(seen, time + 30 * minute)
  await refill(clickhouse, place, seen, 5)
  expect(asked[1]!.parameters.floor).toBe(time - 30 * minute)
})
