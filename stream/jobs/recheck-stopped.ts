import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { type HitRow, hitOfRow } from '@mingjing/rules/clickhouse/hit.ts'
import { hitsQuery } from '@mingjing/rules/clickhouse/query.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import type { ClickHouse, ClickHouseReader } from '@mingjing/sql/clickhouse/connect.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { gaps } from '@mingjing/sql/postgres/schema.ts'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { log } from '../log.ts'
import type { BundleShelf } from '../recover/bundles.ts'
import type { Difference } from './difference.ts'
import { judgedUntil } from './judged-until.ts'
import { writeDifferences } from './write-differences.ts'

/**
 * In place of a rule stopped by its budget SQL judges, a stretch at a time up to where the worker has judged: what is
 * missing opens, and of scores that weigh the rule what no longer holds is withdrawn. How far it came stands on the rule's
 * row of the gap ledger, which stays open while the rule is in force, and is closed once another version has taken its
 * place. A stretch cut off anywhere is done again without harm.
 */

/** The longest stretch judged at once, and the shortest tried when a longer one costs too much. */
const longestMs = 86_400_000
const shortestMs = 60_000
/** Stretches one run of the job takes on for a rule; the rest waits for the next. */
const stretchesAtOnce = 40
/** Hits of a stretch; a longer list makes it shorter. */
const mostHits = 5_000
/** What a stretch of a rule may cost: the rule was stopped because it costs much. */
const bounds = 'max_execution_time = 60, max_memory_usage = 4000000000, max_rows_to_read = 20000000'

export interface Caught {
  readonly opened: number
  readonly withdrawn: number
}

export const recheckStopped = async (
  { db, clickhouse }: { readonly db: Db; readonly clickhouse: ClickHouse },
  bundles: Pick<BundleShelf, 'current' | 'find'>,
  now: Date,
): Promise<Caught> => {
  const stops = await db
    .select()
    .from(gaps)
    .where(and(eq(gaps.kind, 'stopped-rule'), isNull(gaps.recheckedAt)))
    .orderBy(asc(gaps.seenAt), asc(gaps.id))
  let [opened, withdrawn] = [0, 0]
  if (stops.length === 0) return { opened, withdrawn }
  const lane = clickhouse.reader()
  try {
    for (const stop of stops) {
      const done = await catchUp({ db, clickhouse, lane, bundles, now }, stop)
      opened += done.opened
      withdrawn += done.withdrawn
    }
    return { opened, withdrawn }
  } finally {
    await lane.close()
  }
}

type Stop = typeof gaps.$inferSelect
interface Means {
  readonly db: Db
  readonly clickhouse: ClickHouse
  readonly lane: ClickHouseReader
  readonly bundles: Pick<BundleShelf, 'current' | 'find'>
  readonly now: Date
}

const catchUp = async (means: Means, stop: Stop): Promise<Caught> => {
  const { db, lane, bundles, now } = means
  const isIt = ({ id, version }: CheckedRule) => id === stop.ruleId && version === stop.ruleVersion
  const term = await termOf(lane, stop, async (hash) => (await bundles.find(hash).catch(() => null))?.rules.some(isIt))
  const bundle = await bundles.find(term.ruleSet).catch(() => null)
  const rule = bundle?.rules.find(isIt)
  let [opened, withdrawn] = [0, 0]
  let from = (stop.recheckedUntil ?? stop.eventTime!).getTime() + 1
  let span = longestMs
  // Other partitions still judge the rule, and must not come upon what SQL has opened.
  const last = Math.min(term.until, await judgedUntil(db, lane))
  for (let n = 0; bundle && rule && from <= last && n < stretchesAtOnce; n++) {
    const until = Math.min(from + span - 1, last)
    try {
      const differences = await missedBy(lane, bundle, rule, { from, until })
      const done = await writeDifferences(means, differences, {
        ...{ bundle, place: stop, now, name: `stopped:${stop.ruleId}:${from}` },
        also: (tx) =>
          tx
            .update(gaps)
            .set({ recheckedUntil: new Date(until) })
            .where(eq(gaps.id, stop.id)),
      })
      opened += done.opened
      withdrawn += done.withdrawn
      from = until + 1
    } catch (error) {
      if (span <= shortestMs || !isBeyondBounds(error)) throw error
      span = Math.max(shortestMs, span / 24)
      log.warn(
        { rule: stop.ruleId, err: error, span },
        'what a stopped rule missed costs much; a shorter stretch is tried',
      )
    }
  }
  // Where its bundle loads no more nobody can say what it would have found.
  if (term.isOver && (from > term.until || !rule))
    await db.update(gaps).set({ recheckedAt: now }).where(eq(gaps.id, stop.id))
  return { opened, withdrawn }
}

class TooMany extends Error {}

const isBeyondBounds = (error: unknown): boolean =>
  error instanceof TooMany ||
  (error instanceof Error && /TOO_MANY_ROWS|TIMEOUT_EXCEEDED|MEMORY_LIMIT|Code: (158|159|241)/.test(error.message))

interface Term {
  /** The last bundle that has the rule. */
  readonly ruleSet: string
  /** Up to when there is something to judge in its place, epoch ms. */
  readonly until: number
  /** Another version has taken its place, or none. */
  readonly isOver: boolean
}

/** How long the rule has been in force since it was stopped. */
const termOf = async (
  lane: ClickHouseReader,
  { topic, partition, seq, ruleSet }: Stop,
  has: (ruleSet: string) => Promise<boolean | undefined>,
): Promise<Term> => {
  const sets = await lane.query<{ rule_set: string; first: number; until: number }>(
    `SELECT toString(rule_set) AS rule_set, min(seq) AS first, toUnixTimestamp64Milli(max(watermark)) AS until FROM blocks
     WHERE topic = {topic:String} AND partition = {partition:UInt16} AND seq >= {seq:UInt64}
     GROUP BY rule_set ORDER BY first`,
    { topic, partition, seq },
  )
  let term: Term = { ruleSet, until: 0, isOver: false }
  for (const { rule_set, until } of sets) {
    if (!(await has(rule_set))) return { ...term, isOver: true }
    term = { ruleSet: rule_set, until: Number(until), isOver: false }
  }
  return term
}

/** What SQL finds of the rule, and of the scores that weigh it, over everything that came, against what stands. */
const missedBy = async (
  lane: ClickHouseReader,
  bundle: Bundle,
  stopped: CheckedRule,
  { from, until }: { from: number; until: number },
): Promise<Difference[]> => {
  const weighing = bundle.rules.filter(
    (rule) => rule.kind === 'score' && rule.of.some(({ ruleId }) => ruleId === stopped.id),
  )
  const differences: Difference[] = []
  for (const rule of [stopped, ...weighing]) {
    const sql = hitsQuery(rule, bundle, { from, until, verdicts: ['ok', 'late'] })
    const rows = await lane.query<HitRow>(`SELECT * FROM (${sql}) SETTINGS ${bounds}`)
    if (rows.length > mostHits && until - from >= shortestMs) throw new TooMany(`${rule.id}: ${rows.length} hits`)
    const missing: Hit[] = rows.map((row) => hitOfRow(rule, row))
    const found = new Set(missing.map(({ hitId }) => hitId))
    const stand = await lane.query<{ hit_id: string }>(
      `SELECT hit_id FROM hits WHERE rule_id = {id:String} AND rule_version = {version:UInt32}
         AND at >= fromUnixTimestamp64Milli({from:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})
       GROUP BY hit_id HAVING sum(sign) > 0`,
      { id: rule.id, version: rule.version, from, until },
    )
    const refuted = rule.kind === 'score' ? stand.flatMap(({ hit_id }) => (found.has(hit_id) ? [] : [hit_id])) : []
    if (missing.length + refuted.length > 0) differences.push({ rule, missing, moved: [], refuted })
  }
  return differences
}
