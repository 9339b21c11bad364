import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { columnOf, hotColumns, rowOf } from '@mingjing/rules/events/columns.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClickHouse, openClickHouse } from './connect.ts'
import { migrateClickHouse } from './migrate.ts'

let clickhouse: ClickHouse
const path = mkdtempSync(join(tmpdir(), 'mingjing-ch-'))
beforeAll(async () => {
  clickhouse = await openClickHouse({ path })
  await migrateClickHouse(clickhouse)
})
afterAll(async () => {
  await clickhouse.close()
  rmSync(path, { recursive: true, force: true })
})

test('migrations apply once', async () => {
  expect(await migrateClickHouse(clickhouse)).toEqual([])
})

test('the columns of events are those of the contract', async () => {
  const columns = await clickhouse.query<{ name: string; type: string }>(
    `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = 'events' ORDER BY position`,
  )
  const typed = columns.slice(columns.findIndex((c) => c.name === 'seen_at') + 1, -1)
  expect(Object.fromEntries(typed.map((c) => [c.name, c.type]))).toEqual(
    Object.fromEntries(hotColumns.map((c) => [c.name, c.type])),
  )
  expect(columnOf.size).toBe(typed.length)
})

test('every target of a view has a deduplication window, and so has its source', async () => {
  const tables = await clickhouse.query<{ name: string; ddl: string }>(
    `SELECT name, create_table_query AS ddl FROM system.tables
     WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND NOT startsWith(name, '.')`,
  )
  expect(tables.length).toBeGreaterThan(10)
  expect(tables.filter((t) => !t.ddl.includes('non_replicated_deduplication_window')).map((t) => t.name)).toEqual([])
})

const event = (n: number, data: Event['data'] = {}): Event => ({
  id: `e${n}`,
  source: 'core',
  type: 'disbursement.made',
  time: Date.UTC(2026, 2, 1, 2, 0, 0, n),
  subject: `app-${n}`,
  orgunit: 'b01-s02-o1',
  data: { product: 'car', channel: 'mobile', amount: 1_000_000 + n, ...data },
})
const eventRows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({
    ...rowOf(event(from + i, { rate: 0.1 + i / 3 })),
    topic: 'events',
    partition: 0,
    offset: from + i,
    seq: 1,
    verdict: i % 10 === 0 ? 'late' : 'ok',
    rule_set: 'r',
    seen_at: '2026-03-01 02:00:05.000',
  }))
const sums = () =>
  clickhouse.query(
    `SELECT (SELECT count() FROM events) AS events,
            (SELECT sum(events) FROM events_by_minute) AS by_minute,
            (SELECT sum(late) FROM events_by_minute) AS late,
            (SELECT sum(events) FROM events_by_day) AS by_day,
            (SELECT sum(amount) FROM events_by_day) AS amount`,
  )

test('a block inserted again with its token counts once, in the views too', async () => {
  const rows = eventRows(0, 1000)
  const exact = { events: 1000, by_minute: 1000, late: 100, by_day: 1000, amount: 1000 * 1_000_000 + (999 * 1000) / 2 }
  await clickhouse.insert('events', rows, { token: 'events:0:1:events' })
  expect(await sums()).toEqual([exact])
  await clickhouse.insert('events', rows, { token: 'events:0:1:events' })
  expect(await sums()).toEqual([exact])
})

test('a half-written block is completed by its repetition', async () => {
  // What kill -9 between the table and its views leaves behind: rows in the source, none in the targets.
  await clickhouse.command('DETACH TABLE events_to_minute')
  await clickhouse.command('DETACH TABLE events_to_day')
  const rows = eventRows(1000, 1100)
  await clickhouse.insert('events', rows, { token: 'events:0:2:events' })
  await clickhouse.command('ATTACH TABLE events_to_minute')
  await clickhouse.command('ATTACH TABLE events_to_day')
  expect(await sums()).toMatchObject([{ events: 1100, by_minute: 1000, by_day: 1000 }])
  await clickhouse.insert('events', rows, { token: 'events:0:2:events' })
  expect(await sums()).toMatchObject([{ events: 1100, by_minute: 1100, by_day: 1100, late: 110 }])
})

test('the same rows under another token are other rows', async () => {
  const [before] = await sums()
  await clickhouse.insert('events', eventRows(0, 5), { token: 'events:0:3:events' })
  await clickhouse.insert('events', eventRows(0, 5), { token: 'events:0:4:events' })
  expect(((await sums())[0] as { events: number }).events).toBe((before as { events: number }).events + 10)
})

test('quantiles of durations stay exact when a case is corrected', async () => {
  const milestone = (subject: string, seconds: number, sign = 1) => ({
    subject,
    step: 'decided',
    at: '2026-03-02 02:00:00.000',
    since_start_s: seconds,
    since_previous_s: null,
    orgunit: 'b01',
    product: 'car',
    channel: null,
    decision: 'approved',
    mode: 'manual',
    amount: 100,
    sign,
    partition: 0,
    seq: 1,
  })
  const first = [10, 20, 30, 40, 1000].map((s, i) => milestone(`a${i}`, s))
  await clickhouse.insert('milestones', first, { token: 'm:0:1:milestones' })
  await clickhouse.insert('milestones', [milestone('a4', 1000, -1), milestone('a4', 50)], { token: 'm:0:2:milestones' })
  const rows = await clickhouse.query(
    `SELECT quantileExactWeighted(0.5)(s, toUInt64(n)) AS median, quantileExactWeighted(0.9)(s, toUInt64(n)) AS p90, sum(n) AS cases
     FROM (SELECT arrayJoin(arrayZip(m.1, m.2)) AS pair, pair.1 AS s, pair.2 AS n
           FROM (SELECT sumMap(since_start) AS m FROM milestones_by_day WHERE step = 'decided')) WHERE n > 0`,
  )
  expect(rows).toEqual([{ median: 30, p90: 50, cases: 5 }])
})

test('doubles come back to the last bit', async () => {
  const share = 0.30000000000000004
  await clickhouse.insert(
    'events',
    [
      {
        ...rowOf({ ...event(5000, {}), type: 'score.produced', data: { model: 'm', score: share } }),
        topic: 't',
        offset: 1,
        verdict: 'ok',
        seen_at: '2026-03-01 00:00:00.000',
      },
    ],
    { token: 'd:1' },
  )
  expect(await clickhouse.query(`SELECT score FROM events WHERE type = 'score.produced'`)).toEqual([{ score: share }])
})

test('parameters are literals of their type, whatever they hold', async () => {
  const nasty = `a'b\\c"; {x:String} 明镜\n`
  const rows = await clickhouse.query(
    `SELECT {x:String} AS x, {list:Array(String)} AS list, {n:Nullable(Int64)} AS n, {at:DateTime64(3)} AS at`,
    { x: nasty, list: [nasty, ''], n: null, at: Date.UTC(2026, 0, 2, 3, 4, 5, 678) },
  )
  expect(rows).toEqual([{ x: nasty, list: [nasty, ''], n: null, at: '2026-01-02 03:04:05.678' }])
  await expect(clickhouse.query('SELECT {missing:String}', {})).rejects.toThrow('missing')
})

test('an old block spread over many months is taken', async () => {
  const rows = eventRows(0, 150).map((row, i) => ({ ...row, time: `${1950 + i}-01-01 00:00:00.000` }))
  await clickhouse.insert('events', rows, { token: 'spread:1' })
  expect(await clickhouse.query(`SELECT count() AS n FROM events WHERE time < '1960-01-01'`)).toEqual([{ n: 10 }])
})

test('a second opening of the folder is refused while the first is open', async () => {
  await expect(openClickHouse({ path })).rejects.toThrow(/another Mingjing process|is using/)
})
