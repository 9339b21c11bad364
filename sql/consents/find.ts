import { eq, inArray } from 'drizzle-orm'
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

/** Most events that are looked at of one search. */
const most = 2_000

/** Null stands for the installation itself, which holds a use in one branch against a consent given in another. */
const consentEvents = async (
  clickhouse: ClickHouseReader,
  scope: Scope | null,
  where: string,
  values: Record<string, string | number | readonly string[]>,
): Promise<ConsentEvent[]> => {
  const rows = await clickhouse.query<Row>(
    `SELECT * FROM events WHERE type IN (${consentTypes.map(quoted).join(', ')}) AND ${where}
       AND ${scope === null ? '1' : clickhouseRows(scope)}
     ORDER BY time DESC, source DESC, id DESC LIMIT ${most}`,
    values,
  )
  return rows.map(eventOfRow).reverse()
}

/** Those of a customer's token or of a subject in order of time, within what the caller may see; the newest of very many. */
export const consentsOf = async (clickhouse: ClickHouseReader, scope: Scope, who: string): Promise<ConsentEvent[]> =>
  may(scope, 'consents:read')
    ? consentEvents(clickhouse, scope, '(customer = {who:String} OR subject = {who:String})', { who })
    : []

/** All of these customers, of whatever unit: for the installation to judge by, not to be shown. */
export const consentsOfCustomers = async (
  clickhouse: ClickHouseReader,
  customers: readonly string[],
): Promise<ConsentEvent[]> =>
  customers.length === 0 ? [] : consentEvents(clickhouse, null, 'customer IN {customers:Array(String)}', { customers })

const atPlace = 'topic = {topic:String} AND partition = {partition:UInt16} AND offset = {offset:UInt64}'

/** The event an entry was made of; null when it is not there or not for the caller. `scope` null is the installation. */
export const eventOfEntry = async (
  clickhouse: ClickHouseReader,
  scope: Scope | null,
  { topic, partition, offset }: Pick<StoredEntry, 'topic' | 'partition' | 'offset'>,
): Promise<ConsentEvent | null> => {
  if (scope !== null && !may(scope, 'consents:read')) return null
  const [event] = await consentEvents(clickhouse, scope, atPlace, { topic, partition, offset })
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

export const entryAt = async (db: Db, position: number): Promise<StoredEntry | null> => {
  const [row] = await db.select().from(consentEntries).where(eq(consentEntries.position, position))
  return row ?? null
}
