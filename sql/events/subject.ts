import { clickhouseRows } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { eventOfRow, type Row } from '../issues/evidence.ts'
import type { EvidenceEvent } from '../postgres/schema.ts'

/** Events of a subject in order of time, newest `limit`; those of units out of scope are left out. */
export const eventsOfSubject = async (
  clickhouse: ClickHouse,
  scope: Scope,
  subject: string,
  limit: number,
): Promise<EvidenceEvent[]> => {
  if (!may(scope, 'events:read')) return []
  const rows = await clickhouse.query<Row>(
    `SELECT * FROM events WHERE subject = {subject:String} AND ${clickhouseRows(scope)}
     ORDER BY time DESC, source DESC, id DESC LIMIT {limit:UInt32}`,
    { subject, limit },
  )
  return rows.map(eventOfRow).reverse()
}
