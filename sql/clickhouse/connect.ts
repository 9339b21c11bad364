import { availableParallelism } from 'node:os'
import { Readable } from 'node:stream'
import { type ClickHouseClient, createClient } from '@clickhouse/client'
import { lockFolder } from '../lock-folder.ts'
import { bind, type Parameters } from './bind.ts'

export interface ClickHouseReader {
  /** Rows of a SELECT. 64-bit integers come as numbers, DateTime64 as `YYYY-MM-DD hh:mm:ss.mmm` in UTC. */
  query<T>(sql: string, parameters?: Parameters, options?: { signal?: AbortSignal }): Promise<T[]>
  close(): Promise<void>
}

export interface ClickHouse extends ClickHouseReader {
  readonly kind: 'chdb' | 'server'
  /**
   * Inserts rows as one block. Two inserts of the same table with one token count once, in the table and in every
   * materialised view behind it, also when the first was cut off half-way. No rows is no insert. Rows may come encoded
   * already, as JSONEachRow text with nulls left out, which is what the worker does.
   */
  insert(table: string, rows: readonly object[] | string, options: { token: string }): Promise<void>
  /** Runs a statement without a result, on the writer's connection. */
  command(sql: string): Promise<void>
  /** A lane of its own, for work so long that it must not hold up the screens (back-tests). */
  reader(): ClickHouseReader
}

/** `path`: chDB in that folder, one process at a time; `url`: a server's HTTP interface. */
export type ClickHousePlace = { path: string } | { url: string }

/** Opens ClickHouse; {@link migrateClickHouse} brings it up to date. */
export const openClickHouse = async (place: ClickHousePlace): Promise<ClickHouse> => {
  const unlock = 'path' in place ? await lockFolder(place.path) : null
  try {
    const connect = await connector(place)
    const writer = connect()
    const readers = pool(connect, Math.max(2, Math.min(4, availableParallelism())))
    if ('url' in place) await query(writer, 'SELECT 1')
    return {
      kind: 'path' in place ? 'chdb' : 'server',
      query: (sql, parameters, options) =>
        readers.run((client) => query(client, bound(sql, parameters), options?.signal)),
      insert: (table, rows, { token }) => insert(writer, table, rows, token),
      command: async (sql) => {
        await writer.command({ query: sql })
      },
      reader: () => {
        const client = connect()
        return {
          query: (sql, parameters, options) => query(client, bound(sql, parameters), options?.signal),
          close: () => client.close(),
        }
      },
      close: async () => {
        await readers.close()
        await writer.close()
        await unlock?.()
      },
    }
  } catch (error) {
    await unlock?.()
    throw error
  }
}

const connector = async (place: ClickHousePlace): Promise<() => ClickHouseClient> => {
  if ('url' in place) {
    return () =>
      createClient({
        url: place.url,
        application: 'mingjing',
        request_timeout: 120_000,
        // Over HTTP these are the query's own; chDB has the same defaults and would keep them for the session.
        // Progress headers keep an idle connection alive through a long insert or back-test.
        clickhouse_settings: {
          output_format_json_quote_64bit_integers: 0,
          wait_end_of_query: 1,
          send_progress_in_http_headers: 1,
          http_headers_progress_interval_ms: '20000',
        },
      })
  }
  // Imported late: the site's build analyses routes in a worker thread, and chDB crashes one.
  const { createChdbConnection } = await import('chdb/connection')
  return () => createClient({ connection: createChdbConnection({ path: place.path }) } as ClientConfig)
}
type ClientConfig = NonNullable<globalThis.Parameters<typeof createClient>[0]>

const bound = (sql: string, parameters?: Parameters) => (parameters === undefined ? sql : bind(sql, parameters))

const query = async <T>(client: ClickHouseClient, sql: string, signal?: AbortSignal): Promise<T[]> => {
  const result = await client.query({ query: sql, format: 'JSONEachRow', abort_signal: signal })
  return result.json<T>()
}

const insert = async (client: ClickHouseClient, table: string, rows: readonly object[] | string, token: string) => {
  if (rows.length === 0) return
  if (!/^[\w:.\-/]+$/.test(token)) throw new Error(`not a token: ${token}`)
  const settings = [
    `insert_deduplication_token='${token}'`,
    'insert_deduplicate=1',
    'deduplicate_blocks_in_dependent_materialized_views=1',
    'async_insert=0',
    'precise_float_parsing=1',
    // An event may claim any month; a block of old ones must not be refused for being spread out.
    'max_partitions_per_insert_block=0',
    `date_time_input_format='best_effort'`,
    // Doubles exactly as written: a rule in SQL must see the value the engine saw.
    'precise_float_parsing=1',
    // One token is one block: parallel parsing or squashing into several would give each its own.
    'max_insert_block_size=1048576',
  ].join(', ')
  const body = typeof rows === 'string' ? rows : rows.map((row) => JSON.stringify(row)).join('\n')
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} SETTINGS ${settings} FORMAT JSONEachRow`,
    values: Readable.from([body]),
  })
  // The answer is empty, but the connection is free only once it was read.
  for await (const _ of stream) {
  }
}

interface Pool {
  run<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** One connection is serial, so queries are spread over a few and wait for a free one in order. */
const pool = (connect: () => ClickHouseClient, size: number): Pool => {
  const free: ClickHouseClient[] = []
  const waiting: ((client: ClickHouseClient) => void)[] = []
  const all: ClickHouseClient[] = []
  const take = (): Promise<ClickHouseClient> | ClickHouseClient => {
    const idle = free.pop()
    if (idle !== undefined) return idle
    if (all.length < size) {
      const client = connect()
      all.push(client)
      return client
    }
    return new Promise((resolve) => waiting.push(resolve))
  }
  const give = (client: ClickHouseClient) => {
    const next = waiting.shift()
    if (next === undefined) free.push(client)
    else next(client)
  }
  return {
    run: async (work) => {
      const client = await take()
      try {
        return await work(client)
      } finally {
        give(client)
      }
    },
    close: async () => {
      await Promise.all(all.map((client) => client.close()))
    },
  }
}
