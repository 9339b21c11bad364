import { sql } from 'drizzle-orm'
import { rowsOf } from '../postgres/rows.ts'
import { exemptHits, issueHits } from '../postgres/schema.ts'
import { erasedBy } from '../retention/erased.ts'
import { beside, type Stores, type Sum, withErased } from './checks.ts'
import { type Concerned, type Difference, mostConcerned } from './difference.ts'

/** Rules looked at hit by hit in one go, and the newest hits of each: counts alone tell that one is wrong, not which. */
const mostNamed = 10
const newest = 20_000

/** A hit an exemption kept from opening an issue, and that was not taken back, stands there instead. */
const exempt = sql`${exemptHits.withdrawnAt} is null and ${exemptHits.releasedAt} is null`

/** Hits that open issues against those that stand in one, or in an exemption: by number for each rule, and the newest of the stretch by name. */
export const issueHitsOf = async (stores: Stores): Promise<Difference[]> => {
  const { db, lane, reach } = stores
  const standing = await lane.query<Sum>(
    `SELECT toString(rule_id) AS what, sum(toInt64(sign)) AS n FROM hits WHERE ${opening(stores)}
     GROUP BY what HAVING n != 0`,
  )
  const inIssues = await rowsOf<Sum>(
    db,
    sql`select what, count(*)::int as n from (
          select ${issueHits.ruleId} as what from ${issueHits} where ${issueHits.withdrawnAt} is null
          union all select ${exemptHits.ruleId} from ${exemptHits} where ${exempt}) standing
        group by 1`,
  )
  const erased = erasedBy(
    stores.erased.hits,
    ({ rule }) => rule!,
    ({ opening }) => opening!,
  )
  const all = withErased(standing, erased).filter(({ n }) => n !== 0)
  const pairs = beside(all, inIssues)
  const mixed = reach.length === 0 ? [] : await recentlyMixed(stores)
  const named = new Map<string, Concerned[]>()
  const wrong = pairs.filter(({ what, expected, found }) => expected !== found || mixed.includes(what))
  for (const { what } of wrong.slice(0, mostNamed)) named.set(what, await apart(stores, what))
  return pairs.map((pair) => ({ ...pair, ...(named.has(pair.what) && { hits: named.get(pair.what)! }) }))
}

const opening = ({ reach }: Stores): string => {
  const done = reach.map(({ partition, seq }) => `(partition = ${partition} AND seq <= ${seq})`).join(' OR ')
  return `opens = 'issue' AND NOT startsWith(step, 'remind') AND (${done === '' ? '0' : done})`
}

/** Rules among whose newest hits one is in no issue; one lost and one too many would make the numbers equal. */
const recentlyMixed = async (stores: Stores): Promise<string[]> => {
  const rows = await stores.lane.query<{ hit_id: string; rule_id: string }>(
    `SELECT hit_id, any(toString(rule_id)) AS rule_id FROM hits
     WHERE ${opening(stores)} AND at >= (SELECT max(at) FROM hits) - INTERVAL 1 DAY
     GROUP BY hit_id HAVING sum(sign) > 0 LIMIT ${newest}`,
  )
  const known = await inAnIssue(
    stores,
    rows.map(({ hit_id }) => hit_id),
  )
  return [...new Set(rows.flatMap(({ hit_id, rule_id }) => (known.has(hit_id) ? [] : [rule_id])))]
}

const inAnIssue = async ({ db }: Stores, ids: readonly string[]): Promise<Set<string>> => {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select id from (
          select hit_id as id from ${issueHits} where withdrawn_at is null
          union all select ${exemptHits.hitId} from ${exemptHits} where ${exempt}) standing
        where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`,
  )
  return new Set(rows.map(({ id }) => id))
}

interface Row {
  hit_id: string
  subject: string
  at_ms: number
  trigger_id: string
}

/** The hits of a rule that stand in one store only. */
const apart = async (stores: Stores, ruleId: string): Promise<Concerned[]> => {
  const stands = await stores.lane.query<Row>(
    `SELECT hit_id, any(subject) AS subject, toUnixTimestamp64Milli(any(at)) AS at_ms, any(trigger_id) AS trigger_id
     FROM hits WHERE ${opening(stores)} AND rule_id = {ruleId:String}
     GROUP BY hit_id HAVING sum(sign) > 0 ORDER BY at_ms DESC LIMIT ${newest}`,
    { ruleId },
  )
  const known = await inAnIssue(
    stores,
    stands.map(({ hit_id }) => hit_id),
  )
  const listed = await rowsOf<{ hit_id: string; subject: string; at_ms: number; trigger_id: string }>(
    stores.db,
    sql`select hit_id, subject, (extract(epoch from at) * 1000)::float8 as at_ms, trigger_id from (
          select h.hit_id, i.subject, h.at, h.trigger_id from ${issueHits} h join issues i on i.id = h.issue_id
          where h.withdrawn_at is null and h.rule_id = ${ruleId}
          union all
          select ${exemptHits.hitId}, ${exemptHits.subject}, ${exemptHits.at}, ${exemptHits.hit}->>'triggerId' from ${exemptHits}
          where ${exempt} and ${exemptHits.ruleId} = ${ruleId}) standing
        order by at desc limit ${newest}`,
  )
  const there = new Set(stands.map(({ hit_id }) => hit_id))
  // Of a month retention has been through, the issue has kept what the hits lost.
  const thinned = new Set(stores.erased.months)
  const isThinned = ({ at_ms }: Row) => thinned.has(new Date(Number(at_ms)).toISOString().slice(0, 7).replace('-', ''))
  const oldest = stands.length < newest ? 0 : Number(stands.at(-1)!.at_ms)
  const name = (row: Row, kind: Concerned['kind']): Concerned => ({
    ...{ hitId: row.hit_id, ruleId, subject: row.subject, at: Number(row.at_ms), triggerId: row.trigger_id, kind },
  })
  return [
    ...stands.filter(({ hit_id }) => !known.has(hit_id)).map((row) => name(row, 'missing')),
    ...listed
      .filter((row) => Number(row.at_ms) > oldest && !there.has(row.hit_id) && !isThinned(row))
      .map((row) => name(row, 'surplus')),
  ].slice(0, mostConcerned)
}
