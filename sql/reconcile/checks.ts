import { sql } from 'drizzle-orm'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import type { Reach } from '../postgres/reach.ts'
import { rowsOf } from '../postgres/rows.ts'
import { deadLetters, issueHits, issues } from '../postgres/schema.ts'
import { type ErasedSums, erasedBy } from '../retention/erased.ts'
import type { Difference } from './difference.ts'
import { issueHitsOf } from './issue-hits.ts'

export interface Stores {
  readonly db: Db
  readonly lane: ClickHouseReader
  readonly reach: readonly Reach[]
  /** What retention has deleted: it counts as if it were still there. */
  readonly erased: ErasedSums
}

/** One thing to prove, as pairs of numbers that must be equal. */
export interface Check {
  readonly id: 'records' | 'stored' | 'dead-letters' | 'event-rollups' | 'hit-rollups' | 'issues'
  readonly pairs: (stores: Stores) => Promise<Difference[]>
}

interface BlockSums {
  first: number
  next: number
  blocks: number
  seqs: number
  records: number
  judged: number
  events: number
  stored: number
  dead: number
}

const sumsOf = async (lane: ClickHouseReader, { topic, partition, seq }: Reach): Promise<BlockSums> => {
  const [row] = await lane.query<BlockSums>(
    `SELECT min(from_offset) AS first, max(to_offset) AS next, count() AS blocks, uniqExact(seq) AS seqs,
       sum(blocks.events + blocks.skipped) AS records, sum(blocks.events) AS events, sum(ok + late) AS stored,
       sum(dead_letters) AS dead, sum(ok + late + duplicates + dead_letters) AS judged
     FROM blocks WHERE topic = {topic:String} AND partition = {partition:UInt16} AND seq <= {seq:UInt64}`,
    { topic, partition, seq },
  )
  return row!
}

const eachPartition =
  (compare: (stores: Stores, at: Reach, sums: BlockSums) => Promise<Difference[]>): Check['pairs'] =>
  async (stores) => {
    const found: Difference[] = []
    for (const at of stores.reach) found.push(...(await compare(stores, at, await sumsOf(stores.lane, at))))
    return found
  }

const name = ({ topic, partition }: Reach): string => `${topic}/${partition}`

/** Sums by name from two queries, side by side. */
export const beside = (expected: readonly Sum[], found: readonly Sum[]): Difference[] => {
  const by = (rows: readonly Sum[]) => new Map(rows.map(({ what, n }) => [what, Number(n)]))
  const [left, right] = [by(expected), by(found)]
  return [...new Set([...left.keys(), ...right.keys()])].sort().map((what) => ({
    what,
    expected: left.get(what) ?? 0,
    found: right.get(what) ?? 0,
  }))
}
export interface Sum {
  what: string
  n: number
}

/** Sums of what is there, and of what retention has deleted. */
export const withErased = (sums: readonly Sum[], erased: ReadonlyMap<string, number>): Sum[] => {
  const by = new Map(sums.map(({ what, n }) => [what, Number(n)]))
  for (const [what, n] of erased) by.set(what, (by.get(what) ?? 0) + n)
  return [...by].map(([what, n]) => ({ what, n }))
}

const erasedOf = (groups: ErasedSums['events'], { topic, partition }: Reach): number =>
  groups.reduce((sum, each) => (each.topic === topic && each.partition === partition ? sum + each.rows : sum), 0)

export const checks: readonly Check[] = [
  {
    // Every offset is in exactly one block, and every record has one verdict.
    id: 'records',
    pairs: eachPartition(async (_, at, sums) => [
      { what: `${name(at)} offsets`, expected: sums.next - sums.first, found: sums.records },
      { what: `${name(at)} verdicts`, expected: sums.events, found: sums.judged },
      { what: `${name(at)} blocks`, expected: sums.seqs, found: sums.blocks },
    ]),
  },
  {
    id: 'stored',
    pairs: eachPartition(async ({ lane, erased }, at, sums) => {
      const [row] = await lane.query<{ n: number }>(
        `SELECT count() AS n FROM events
         WHERE topic = {topic:String} AND partition = {partition:UInt16} AND seq <= {seq:UInt64}`,
        { ...at },
      )
      return [{ what: `${name(at)} events`, expected: sums.stored, found: row!.n + erasedOf(erased.events, at) }]
    }),
  },
  {
    id: 'dead-letters',
    pairs: eachPartition(async ({ db, erased }, at, sums) => {
      const [row] = await rowsOf<{ n: number }>(
        db,
        sql`select count(*)::int as n from ${deadLetters} where ${deadLetters.topic} = ${at.topic}
            and ${deadLetters.partition} = ${at.partition}
            and ${deadLetters.offset} >= 0 and ${deadLetters.offset} < ${sums.next}`,
      )
      return [{ what: name(at), expected: sums.dead, found: row!.n + erasedOf(erased.deadLetters, at) }]
    }),
  },
  {
    id: 'event-rollups',
    pairs: async ({ lane, erased }) => {
      const [raw, days, minutes] = await Promise.all([
        lane.query<Sum>('SELECT toString(type) AS what, count() AS n FROM events GROUP BY what'),
        lane.query<Sum>(
          'SELECT toString(type) AS what, sum(events_by_day.events) AS n FROM events_by_day GROUP BY what',
        ),
        lane.query<Sum>(
          'SELECT toString(type) AS what, sum(events_by_minute.events) AS n FROM events_by_minute GROUP BY what',
        ),
      ])
      const all = withErased(
        raw,
        erasedBy(erased.events, ({ type }) => type!),
      )
      return [...labelled('day', beside(all, days)), ...labelled('minute', beside(all, minutes))]
    },
  },
  {
    id: 'hit-rollups',
    pairs: async ({ lane, erased }) => {
      const [raw, days, minutes] = await Promise.all([
        lane.query<Sum>('SELECT toString(rule_id) AS what, sum(toInt64(sign)) AS n FROM hits GROUP BY what'),
        lane.query<Sum>('SELECT toString(rule_id) AS what, sum(hits_by_day.hits) AS n FROM hits_by_day GROUP BY what'),
        lane.query<Sum>(
          'SELECT toString(rule_id) AS what, sum(hits_by_minute.hits) AS n FROM hits_by_minute GROUP BY what',
        ),
      ])
      const all = withErased(
        raw,
        erasedBy(
          erased.hits,
          ({ rule }) => rule!,
          ({ net }) => net!,
        ),
      )
      return [...labelled('day', beside(all, days)), ...labelled('minute', beside(all, minutes))]
    },
  },
  {
    // Hits that lead to an issue, reminders left out, stand in one; those withdrawn stand in none.
    id: 'issues',
    pairs: async (stores) => [...(await issueHitsOf(stores)), ...(await ofIssues(stores.db))],
  },
]

/** What issues say of their hits. Those opened by hand need none and are left out where one is asked for. */
const ofIssues = async (db: Db): Promise<Difference[]> => {
  const [row] = await rowsOf<{ counted: number; standing: number; without: number }>(
    db,
    sql`select (select coalesce(sum(${issues.hits}), 0)::int from ${issues}) as counted,
          (select count(*)::int from ${issueHits} where ${issueHits.withdrawnAt} is null) as standing,
          (select count(*)::int from ${issues} where ${issues.origin} = 'rule'
             and not exists (select 1 from ${issueHits} where ${issueHits.issueId} = ${issues.id})
             and not exists (select 1 from ${issueHits} where ${issueHits.cameFrom} = ${issues.id})) as without`,
  )
  return [
    { what: 'hits counted on issues', expected: row!.standing, found: row!.counted },
    { what: 'issues of rules without a hit', expected: 0, found: row!.without },
  ]
}

const labelled = (label: string, differences: readonly Difference[]): Difference[] =>
  differences.map(({ what, ...sums }) => ({ what: `${what} by ${label}`, ...sums }))
