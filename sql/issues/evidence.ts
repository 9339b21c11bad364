import { columnOf } from '@mingjing/rules/events/columns.ts'
import { fields } from '@mingjing/rules/events/fields.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { EvidenceEvent } from '../postgres/schema.ts'

/** Longest list of ids one statement takes. */
const piece = 500

/** The events named `source#id`, as far as they are in `events`, each once; in no particular order. */
export const evidenceEvents = async (
  clickhouse: ClickHouseReader,
  refs: readonly string[],
): Promise<EvidenceEvent[]> => {
  const wanted = new Set(refs)
  const found = new Map<string, EvidenceEvent>()
  const all = [...wanted]
  for (let from = 0; from < all.length; from += piece) {
    const part = all.slice(from, from + piece)
    const rows = await clickhouse.query<Row>(`SELECT * FROM events WHERE id IN {ids:Array(String)}`, {
      // A source holds no `#`.
      ids: part.map((ref) => ref.slice(ref.indexOf('#') + 1)),
    })
    for (const row of rows) {
      const event = eventOfRow(row)
      const ref = `${event.source}#${event.id}`
      if (wanted.has(ref)) found.set(ref, event)
    }
  }
  return [...found.values()]
}

export type Row = Record<string, unknown> & {
  id: string
  source: string
  type: string
  time: string
  subject: string
  orgunit: string
  data: string
}

/** Epoch milliseconds of a DateTime64(3, 'UTC') as ClickHouse prints it. */
export const msOf = (moment: string): number => Date.parse(`${moment.replace(' ', 'T')}Z`)

/** An event from a row of `events`: hot columns and the JSON text together again. */
export const eventOfRow = (row: Row): EvidenceEvent => {
  const data: Record<string, unknown> = JSON.parse(row.data === '' ? '{}' : row.data)
  for (const [field, column] of columnOf) {
    const value = row[column.name]
    if (value === null || value === undefined) continue
    data[field] = fields[column.field].kind === 'moment' ? msOf(value as string) : value
  }
  return {
    source: row.source,
    id: row.id,
    type: row.type,
    time: msOf(row.time),
    subject: row.subject,
    orgunit: row.orgunit,
    data,
  }
}
