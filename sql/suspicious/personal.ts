import { type FieldName, fields } from '@mingjing/rules/events/fields.ts'
import { isToken } from '@mingjing/rules/events/tokenise.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { eventOfRow, type Row } from '../issues/evidence.ts'
import type { EvidenceEvent } from '../postgres/schema.ts'

/** Events looked through for what is known of a customer. */
const most = 200

/** Tokens of the personal values known of those the events are about, each field's newest first, each token once. */
export const personalTokens = async (
  clickhouse: ClickHouseReader,
  subject: string,
  events: readonly EvidenceEvent[],
): Promise<{ field: FieldName; token: string }[]> => {
  const customers = [
    ...new Set(events.flatMap(({ data }) => (typeof data.customer === 'string' ? [data.customer] : []))),
  ]
  const rows = await clickhouse.query<Row>(
    `SELECT * FROM events WHERE (subject = {subject:String} OR customer IN {customers:Array(String)})
       AND (position(data, 'tok_') > 0 OR mobile IS NOT NULL)
     ORDER BY time DESC LIMIT {most:UInt32}`,
    { subject, customers, most },
  )
  const found = new Map<string, FieldName>()
  for (const { data } of [...events, ...rows.map(eventOfRow)])
    for (const [field, value] of Object.entries(data))
      if (typeof value === 'string' && isToken(value) && field in fields && 'personal' in fields[field as FieldName])
        found.set(value, field as FieldName)
  return [...found].map(([token, field]) => ({ field, token }))
}
