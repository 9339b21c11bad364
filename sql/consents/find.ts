import { inArray } from 'drizzle-orm'
import { clickhouseRows } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import { quoted } from '../clickhouse/bind.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { eventOfRow, type Row } from '../issues/evidence.ts'
import type { Db } from '../postgres/connect.ts'
import { consentEntries } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { type ConsentEvent, consentTypes, refOf } from './entry.ts'

export type StoredEntry = typeof consentEntries.$inferSelect

const aboutConsents = `type IN (${consentTypes.map(quoted).join(', ')})`

/** Events about consents in order of time, the newest `limit`, within what the caller may see. */
const consentEvents = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { where, values, limit }: { where: string; values: Record<string, string | number>; limit: number },
): Promise<ConsentEvent[]> => {
  if (!may(scope, 'consents:read')) return []
  const rows = await clickhouse.query<Row>(
    `SELECT * FROM events WHERE ${aboutConsents} AND ${where} AND ${clickhouseRows(scope)}
     ORDER BY time DESC, source DESC, id DESC LIMIT {limit:UInt32}`,
    { ...values, limit },
  )
  return rows.map(eventOfRow).reverse()
}

/** Those of a customer's token or of a subject. */
export const consentsOf = (
  clickhouse: ClickHouseReader,
  scope: Scope,
  who: string,
  limit: number,
): Promise<ConsentEvent[]> =>
  consentEvents(clickhouse, scope, {
    where: '(customer = {who:String} OR subject = {who:String})',
    values: { who },
    limit,
  })

/** The event an entry was made of; null when it is not there or not for the caller. */
export const eventOfEntry = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { topic, partition, offset }: Pick<StoredEntry, 'topic' | 'partition' | 'offset'>,
): Promise<ConsentEvent | null> => {
  const [event] = await consentEvents(clickhouse, scope, {
    where: 'topic = {topic:String} AND partition = {partition:UInt16} AND offset = {offset:UInt64}',
    values: { topic, partition, offset },
    limit: 1,
  })
  return event ?? null
}

/** The entries of events, by reference; one whose event came before the chain was kept has none. */
export const entriesOf = async (
  db: Db,
  keys: Keys,
  events: readonly ConsentEvent[],
): Promise<Map<string, StoredEntry>> => {
  const refs = events.map((event) => refOf(keys, event))
  if (refs.length === 0) return new Map()
  const rows = await db.select().from(consentEntries).where(inArray(consentEntries.ref, refs))
  return new Map(rows.map((row) => [row.ref, row]))
}
