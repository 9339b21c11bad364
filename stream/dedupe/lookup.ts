import { factKey } from '@mingjing/rules/events/event.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { DecodedRecord, ValidRecord } from '../decode/record.ts'
import { recall, remember, type Seen } from './seen.ts'

/** Ids of one question: so many, and so many bytes of UTF-8, because ClickHouse reads a query of at most 256 KiB. */
const idsAtOnce = 1_000
const bytesAtOnce = 100_000

/** Records whose facts lie beyond what state remembers: the planner must ask for them. */
export const beyondState = (seen: Seen, records: readonly DecodedRecord[]): ValidRecord[] =>
  records.filter(
    (record): record is ValidRecord =>
      record.kind === 'event' && recall(seen, factKey(record.event), record.event.time) === 'beyond',
  )

/**
 * Offsets of those records whose facts are in `events` already. Rows of this partition from offset `from` on do not
 * count: they would be the very records asked about, written before a crash.
 */
export const lookUp = async (
  clickhouse: ClickHouse,
  place: { topic: string; partition: number },
  from: number,
  records: readonly ValidRecord[],
): Promise<number[]> => {
  const known = new Set<string>()
  for (const ids of pieces(new Set(records.map(({ event }) => event.id)))) {
    const rows = await clickhouse.query<{ source: string; id: string }>(
      `SELECT source, id FROM events
       WHERE id IN {ids:Array(String)}
         AND NOT (topic = {topic:String} AND partition = {partition:UInt16} AND offset >= {from:UInt64})`,
      { ids, topic: place.topic, partition: place.partition, from },
    )
    for (const row of rows) known.add(factKey(row))
  }
  return records.filter(({ event }) => known.has(factKey(event))).map(({ offset }) => offset)
}

function* pieces(ids: Iterable<string>): Generator<string[]> {
  let piece: string[] = []
  let bytes = 0
  for (const id of ids) {
    const size = Buffer.byteLength(id)
    if (piece.length === idsAtOnce || bytes + size > bytesAtOnce) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(id)
    bytes += size
  }
  if (piece.length > 0) yield piece
}

/** Fills state with the facts of `events` from the floor on that lie before offset `next`. */
export const refill = async (
  clickhouse: ClickHouse,
  place: { topic: string; partition: number },
  seen: Seen,
  next: number,
): Promise<void> => {
  if (next === 0) return
  const rows = await clickhouse.query<{ source: string; id: string; at: number }>(
    `SELECT source, id, toUnixTimestamp64Milli(time) AS at FROM events
     WHERE topic = {topic:String} AND partition = {partition:UInt16} AND offset < {next:UInt64}
       AND time >= {floor:DateTime64(3, 'UTC')}`,
    { topic: place.topic, partition: place.partition, next, floor: Math.max(0, seen.floor) },
  )
  for (const { source, id, at } of rows) remember(seen, factKey({ source, id }), Number(at))
}
