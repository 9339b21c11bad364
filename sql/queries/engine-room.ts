import { and, desc, eq, sql } from 'drizzle-orm'
import { atHeadOffice, may, type Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { mayHandleDeadLetters } from '../dead-letters/dead-letters.ts'
import type { Db } from '../postgres/connect.ts'
import { deadLetters, gaps } from '../postgres/schema.ts'

export interface BlockRow {
  topic: string
  partition: number
  seq: number
  from_offset: number
  to_offset: number
  clock_ms: number
  watermark_ms: number
  events: number
  late: number
  duplicates: number
  dead_letters: number
  hits: number
  open_deadlines: number
  window_keys: number
}

/** The newest blocks of all partitions, newest first. */
export const newestBlocks = (clickhouse: ClickHouseReader, limit: number): Promise<BlockRow[]> =>
  clickhouse.query<BlockRow>(
    `SELECT topic, partition, seq, from_offset, to_offset, toUnixTimestamp64Milli(clock) AS clock_ms,
       toUnixTimestamp64Milli(watermark) AS watermark_ms, events, late, duplicates, dead_letters, hits, open_deadlines,
       window_keys
     FROM blocks ORDER BY clock DESC, seq DESC LIMIT {limit:UInt32}`,
    { limit },
  )

export interface Totals {
  events: number
  ok: number
  late: number
  duplicates: number
  dead_letters: number
  hits: number
  open_deadlines: number
  window_keys: number
}

/** Everything the worker ever counted; state sizes are those of the newest block of each partition. */
export const workerTotals = async (clickhouse: ClickHouseReader): Promise<Totals> => {
  const [row] = await clickhouse.query<Totals>(
    `SELECT sum(e) AS events, sum(o) AS ok, sum(l) AS late, sum(d) AS duplicates, sum(x) AS dead_letters, sum(h) AS hits,
       sum(od) AS open_deadlines, sum(wk) AS window_keys
     FROM (SELECT sum(events) AS e, sum(blocks.ok) AS o, sum(blocks.late) AS l, sum(blocks.duplicates) AS d,
         sum(blocks.dead_letters) AS x, sum(blocks.hits) AS h, argMax(blocks.open_deadlines, seq) AS od,
         argMax(blocks.window_keys, seq) AS wk
       FROM blocks GROUP BY topic, partition)`,
  )
  return (
    row ?? { events: 0, ok: 0, late: 0, duplicates: 0, dead_letters: 0, hits: 0, open_deadlines: 0, window_keys: 0 }
  )
}

export interface MinuteRow {
  minute_ms: number
  events: number
  hits: number
}

/** What the worker took in per minute of its clock, over the last `minutes` before `until` (epoch ms), gaps left out. */
export const throughputByMinute = (
  clickhouse: ClickHouseReader,
  until: number,
  minutes: number,
): Promise<MinuteRow[]> =>
  clickhouse.query<MinuteRow>(
    `SELECT toUnixTimestamp(toStartOfMinute(clock)) * 1000 AS minute_ms, sum(blocks.events) AS events,
       sum(blocks.hits) AS hits
     FROM blocks
     WHERE clock > fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND clock <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
     GROUP BY minute_ms ORDER BY minute_ms`,
    { from: until - minutes * 60_000, until },
  )

/** Whether somebody may read what belongs to no unit: it may be about any of them. */
export const seesWholeBank = (scope: Scope): boolean => may(scope, 'operations:read') && atHeadOffice(scope)

const { id, topic, partition, offset, code, field, reason, masked, state, seenAt } = deadLetters
export const letterStates = ['open', 'redriven', 'discarded'] as const
export type LetterState = (typeof letterStates)[number]

const letter = { id, topic, partition, offset, code, field, reason, masked, state, seenAt }

/** Dead letters, newest first; the text only masked. None unless the caller sees the whole bank or handles them. */
export const newestDeadLetters = (db: Db, scope: Scope, limit: number, inState?: LetterState) =>
  db
    .select(letter)
    .from(deadLetters)
    .where(
      and(
        seesWholeBank(scope) || mayHandleDeadLetters(scope) ? undefined : sql`false`,
        inState && eq(deadLetters.state, inState),
      ),
    )
    .orderBy(desc(deadLetters.seenAt), desc(deadLetters.id))
    .limit(limit)

const counted = sql<number>`count(*)::int`

/** Dead letters still open, and late events not yet judged again. */
export const openCounts = async (db: Db): Promise<{ deadLetters: number; gaps: number }> => {
  const [[dead], [gap]] = await Promise.all([
    db.select({ n: counted }).from(deadLetters).where(eq(deadLetters.state, 'open')),
    db
      .select({ n: counted })
      .from(gaps)
      .where(and(eq(gaps.kind, 'late'), sql`${gaps.recheckedAt} is null`)),
  ])
  return { deadLetters: dead?.n ?? 0, gaps: gap?.n ?? 0 }
}
