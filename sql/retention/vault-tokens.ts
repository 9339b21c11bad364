import { randomUUID } from 'node:crypto'
import { hotColumns } from '@mingjing/rules/events/columns.ts'
import { fields } from '@mingjing/rules/events/fields.ts'
import { sql } from 'drizzle-orm'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { listed, writeKept } from './keep.ts'

/** Of the typed columns those that may hold a token; whatever has none of its own lies in `data`. */
const personal = hotColumns
  .filter(({ field }) => 'personal' in fields[field])
  .map(({ name }) => `ifNull(${name}, '')`)
  .join(`, ' ', `)

const token = 'tok_[A-Za-z0-9_-]{16,86}'

/** Those of the tokens that an event that is still there names, the evidence of an issue, or a hit an exemption keeps. */
export const stillNamed = async (
  { db, clickhouse }: { db: Db; clickhouse: ClickHouse },
  tokens: readonly string[],
): Promise<Set<string>> => {
  if (tokens.length === 0) return new Set()
  const run = randomUUID()
  await writeKept(
    clickhouse,
    run,
    tokens.map((value) => ['token', value] as const),
  )
  const inEvents = await clickhouse.query<{ token: string }>(
    `SELECT DISTINCT token FROM
       (SELECT arrayJoin(extractAll(concat(data, ' ', ${personal}, ' ', subject), '${token}')) AS token
        FROM events)
     WHERE token IN ${listed(run, 'token')}`,
  )
  const list = sql`select jsonb_array_elements_text(${JSON.stringify(tokens)}::jsonb)`
  const inIssues = await rowsOf<{ token: string }>(
    db,
    sql`select distinct found[1] as token from (
          select regexp_matches(copies::text, ${`(${token})`}, 'g') as found from issue_hits
          union all select regexp_matches(hit::text, ${`(${token})`}, 'g') from exempt_hits) named
        where found[1] in (${list})`,
  )
  return new Set([...inEvents, ...inIssues].map((row) => row.token))
}
