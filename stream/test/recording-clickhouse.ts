import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'

/** A ClickHouse that takes every insert and keeps nothing but what was asked of it. */
export const recordingClickHouse = (more: Partial<ClickHouse> = {}) => {
  const inserts: { table: string; text: string }[] = []
  const clickhouse: ClickHouse = {
    kind: 'server',
    query: async () => [],
    insert: async (table, rows) => {
      inserts.push({ table, text: String(rows) })
    },
    command: async () => {},
    reader: () => clickhouse,
    close: async () => {},
    ...more,
  }
  return { clickhouse, inserts }
}
