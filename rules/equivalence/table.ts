import { type ClickHouseClient, createClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import { hotColumns, rowOf } from '../events/columns.ts'
import type { Event } from '../events/event.ts'

/** A table of events as in production, in memory and emptied for each log, and the queries asked of it. */
export interface EventsTable {
  fill(events: readonly Event[]): Promise<void>
  query<T>(sql: string): Promise<T[]>
  close(): Promise<void>
}

export const openEventsTable = async (folder: string): Promise<EventsTable> => {
  const connection = createChdbConnection({ path: folder })
  const client = createClient({ connection } as NonNullable<Parameters<typeof createClient>[0]>)
  const hot = hotColumns.map(({ name, type }) => `${name} ${type}`).join(', ')
  await client.command({
    query: `CREATE OR REPLACE TABLE events (verdict Enum8('ok' = 1, 'late' = 2), id String,
      source LowCardinality(String), type LowCardinality(String), time DateTime64(3, 'UTC'), subject String,
      orgunit LowCardinality(String), ${hot}, data String) ENGINE = Memory`,
  })
  const query = async <T>(sql: string): Promise<T[]> =>
    (await client.query({ query: sql, format: 'JSONEachRow' })).json<T>()
  return {
    fill: async (events) => {
      await client.command({ query: 'TRUNCATE TABLE events' })
      await insert(client, events)
    },
    query,
    close: () => client.close(),
  }
}

const insert = async (client: ClickHouseClient, events: readonly Event[]) => {
  const rows = events.map((event) => JSON.stringify({ verdict: 'ok', ...rowOf(event) }))
  await client.command({
    query: `INSERT INTO events SETTINGS precise_float_parsing=1 FORMAT JSONEachRow ${rows.join('\n')}`,
  })
}
