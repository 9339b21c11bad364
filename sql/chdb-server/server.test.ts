import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChdbServer, startChdbServer } from './server.ts'

const path = mkdtempSync(`${tmpdir()}/mingjing-chdb-server-`)
let server: ChdbServer
let client: ClickHouseClient
let zipping: ClickHouseClient

beforeAll(async () => {
  server = await startChdbServer({ path, port: 0 })
  client = createClient({ url: server.url, log: { level: ClickHouseLogLevel.OFF } })
  zipping = createClient({ url: server.url, compression: { request: true, response: true } })
  await client.command({ query: 'CREATE DATABASE bank ENGINE = Atomic' })
  const window = 'SETTINGS non_replicated_deduplication_window = 100'
  await client.command({ query: `CREATE TABLE bank.t (id UInt64, s String) ENGINE = MergeTree ORDER BY id ${window}` })
  await client.command({
    query: `CREATE MATERIALIZED VIEW bank.counts (n UInt64) ENGINE = SummingMergeTree ORDER BY tuple() ${window}
            AS SELECT count() AS n FROM bank.t`,
  })
})

afterAll(async () => {
  await Promise.all([client.close(), zipping.close()])
  await server.close()
  rmSync(path, { recursive: true, force: true })
})

const rows = async (query: string, from = client) => (await from.query({ query, format: 'JSONEachRow' })).json()

describe('with the official client', () => {
  test('ping', async () => {
    expect(await client.ping()).toEqual({ success: true })
    expect(await client.ping({ select: true })).toEqual({ success: true })
  })

  test('a repeated insert with one token is one insert, in the table and in its view', async () => {
    const values = [
      { id: 1, s: 'a;b\n\'c\'; "d" \\ -- e' },
      { id: 2, s: '明镜' },
    ]
    const clickhouse_settings = {
      insert_deduplication_token: 'token-1',
      async_insert: 0,
      deduplicate_blocks_in_dependent_materialized_views: 1,
    } as const
    for (let attempt = 0; attempt < 2; attempt++) {
      await client.insert({ table: 'bank.t', values, format: 'JSONEachRow', clickhouse_settings })
    }
    expect(await rows('SELECT id::UInt32 AS id, s FROM bank.t ORDER BY id')).toEqual(values)
    expect(await rows('SELECT sum(n)::UInt32 AS n FROM bank.counts')).toEqual([{ n: 2 }])
    await client.insert({ table: 'bank.t', values: [{ id: 3, s: 'no token' }], format: 'JSONEachRow' })
    expect(await rows('SELECT count()::UInt32 AS n FROM bank.t')).toEqual([{ n: 3 }])
  })

  test('an insert of nothing is no error', async () => {
    await client.insert({ table: 'bank.t', values: [], format: 'JSONEachRow' })
  })

  test('a setting lasts as long as its request', async () => {
    const query = "SELECT getSetting('max_block_size')::UInt32 AS v"
    const set = await client.query({ query, format: 'JSONEachRow', clickhouse_settings: { max_block_size: '7' } })
    expect(await set.json()).toEqual([{ v: 7 }])
    expect(await rows(query)).not.toEqual([{ v: 7 }])
  })

  test('parameters are values, whatever is in them', async () => {
    const query_params = { text: "it's\n\t\\ {n:Int32}'; DROP", n: -5, list: ['a', "b'"], none: null }
    const query =
      'SELECT {text:String} AS text, {n:Int32} AS n, {list:Array(String)} AS list, {none:Nullable(String)} AS none'
    const result = await client.query({ query, query_params, format: 'JSONEachRow' })
    expect(await result.json()).toEqual([query_params])
  })

  test('an error carries its code and type', async () => {
    await expect(rows('SELECT * FROM bank.nowhere')).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' })
    await expect(rows('SELEC 1')).rejects.toMatchObject({ code: '62', type: 'SYNTAX_ERROR' })
  })

  test('gzip both ways', async () => {
    const values = Array.from({ length: 5000 }, (_, n) => ({ id: 1000 + n, s: `row ${n}` }))
    await zipping.insert({ table: 'bank.t', values, format: 'JSONEachRow' })
    expect(await rows('SELECT count()::UInt32 AS n FROM bank.t WHERE id >= 1000', zipping)).toEqual([{ n: 5000 }])
  })

  test('a result can be read as a stream, rows in order', async () => {
    const result = await client.query({ query: 'SELECT number FROM numbers(100000)', format: 'JSONCompactEachRow' })
    let next = 0
    for await (const chunk of result.stream<[string]>()) {
      for (const row of chunk) expect(Number(row.json()[0])).toBe(next++)
    }
    expect(next).toBe(100_000)
  })

  test('two clients at once', async () => {
    const query = 'SELECT sum(number)::String AS s FROM numbers(5000000)'
    const answers = await Promise.all(Array.from({ length: 8 }, () => rows(query)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['[{"s":"12499997500000"}]']))
  })
})

describe('as plain HTTP', () => {
  test('the query in the URL, the format by default_format', async () => {
    const query = encodeURIComponent('SELECT 1 AS a, 2 AS b')
    const answer = await fetch(`${server.url}/?default_format=CSVWithNames&query=${query}`)
    expect(await answer.text()).toBe('"a","b"\n1,2\n')
  })

  test('a GET cannot write', async () => {
    const answer = await fetch(`${server.url}/?query=${encodeURIComponent('DROP TABLE bank.t')}`)
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('164')
  })

  test('a page in a browser is refused, whichever name it calls us by', async () => {
    const body = 'SELECT 1'
    expect((await fetch(server.url, { method: 'POST', body, headers: { Origin: 'http://evil.example' } })).status).toBe(
      403,
    )
    const renamed = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(server.url, { headers: { Host: 'evil.example' } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      asked.on('error', reject)
      asked.end()
    })
    expect(renamed).toBe(403)
  })

  test('one folder, one server', async () => {
    await expect(startChdbServer({ path, port: 0 })).rejects.toThrow(/another Mingjing process/)
  })
})
