import { createHash } from 'node:crypto'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { eventRef } from '@mingjing/rules/hits/id.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { evidenceEvents } from '@mingjing/sql/issues/evidence.ts'
import { openIssuesFromHits } from '@mingjing/sql/issues/open.ts'
import { withdrawHits } from '@mingjing/sql/issues/withdraw.ts'
import { notify } from '@mingjing/sql/live/notices.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { gaps } from '@mingjing/sql/postgres/schema.ts'
import { stoppedRules } from '@mingjing/sql/queries/gap-ledger.ts'
import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { about } from '../block/about.ts'
import type { Found } from '../block/block.ts'
import { foundRows } from '../block/rows.ts'
import type { BundleShelf } from '../recover/bundles.ts'
import { issueHitsOf } from '../sink/postgres.ts'
import { type Difference, differencesOf } from './difference.ts'

export interface Rechecked {
  /** Late events judged. */
  readonly gaps: number
  /** Hits that had been missed and stand now. */
  readonly opened: number
  /** Hits that the late events refuted. */
  readonly withdrawn: number
}

/** Late events one re-check takes on; the rest waits for the next. */
const most = 5_000

/**
 * Closes the gap ledger's late events: what the keyed rules would have found had they come in time is opened, what they
 * refute is withdrawn, each once, and of a deadline they put off the hit is moved; afterwards the standing hits are those
 * of SQL over all events. Every step may be done again after a crash: rows already there are not written, hits already
 * in an issue are passed by. Events are judged by the bundle of the block they came in, those of one bundle at a time; by
 * the one in force if that loads no more.
 */
export const recheckGaps = async (
  { db, clickhouse }: { readonly db: Db; readonly clickhouse: ClickHouse },
  bundles: Pick<BundleShelf, 'current' | 'find'>,
  now: Date,
): Promise<Rechecked> => {
  const isOpen = and(eq(gaps.kind, 'late'), isNull(gaps.recheckedAt))
  const [oldest] = await db
    .select({ ruleSet: gaps.ruleSet })
    .from(gaps)
    .where(isOpen)
    .orderBy(asc(gaps.seenAt), asc(gaps.id))
    .limit(1)
  if (!oldest) return { gaps: 0, opened: 0, withdrawn: 0 }
  const bundle = await bundles.find(oldest.ruleSet).catch(() => bundles.current)
  const open = await db
    .select({ id: gaps.id, type: gaps.type, time: gaps.eventTime, partition: gaps.partition, seq: gaps.seq })
    .from(gaps)
    .where(and(isOpen, eq(gaps.ruleSet, oldest.ruleSet)))
    .orderBy(asc(gaps.seenAt), asc(gaps.id))
    .limit(most)
  const first = open[0]!
  const types = new Set(open.flatMap(({ type }) => type ?? []))
  const from = Math.min(...open.map(({ time }) => time!.getTime()))
  // A lane of its own: asking every rule twice may take minutes, and no screen shall wait for it.
  const lane = clickhouse.reader()
  try {
    const until = await judgedUntil(lane)
    const stopped = await stoppedRules(db)
    const differences = await differencesOf(lane, bundle, { types, from, until, stopped })
    const standing = await standingAmong(lane, differences)
    const standingIds = new Set(standing.map(({ hitId }) => hitId))
    const places = new Set(standing.map(placeOf))
    const missing = await foundOf(lane, differences, 'missing')
    const moved = await foundOf(lane, differences, 'moved')
    const refuted = differences.flatMap((difference) => difference.refuted).filter((hitId) => standingIds.has(hitId))

    const fresh = missing.filter(({ hit }) => !standingIds.has(hit.hitId))
    const rows = [...fresh, ...moved.filter(({ hit }) => !places.has(placeOf(standingOf(hit))))]
    const by = { ruleSet: bundle.hash, partition: first.partition, seq: first.seq, seenAt: now.getTime() }
    const names = rows.map(({ hit }) => placeOf(standingOf(hit)))
    if (rows.length > 0) await clickhouse.insert('hits', foundRows(rows, by), { token: tokenOf('missing', names, now) })

    const movedTo = new Map(moved.map(({ hit }) => [hit.hitId, placeOf(standingOf(hit))]))
    const gone = new Set(refuted)
    const over = standing.filter(
      (row) => gone.has(row.hitId) || (movedTo.get(row.hitId) ?? placeOf(row)) !== placeOf(row),
    )
    if (over.length > 0) {
      const written = await lane.query<Record<string, unknown>>(
        `SELECT * FROM hits
         WHERE sign = 1 AND hit_id IN {ids:Array(String)}
           AND concat(hit_id, ' ', toString(toUnixTimestamp64Milli(at))) IN {places:Array(String)}
         ORDER BY seen_at LIMIT 1 BY hit_id, at`,
        { ids: over.map(({ hitId }) => hitId), places: over.map(placeOf) },
      )
      const cancelling = written.map((row) => ({ ...row, sign: -1 }))
      await clickhouse.insert('hits', cancelling, { token: tokenOf('refuted', over.map(placeOf), now) })
    }

    // One moved stands in its issue already, unless it was withdrawn in between.
    const leading = [...missing, ...moved].filter(({ rule }) => rule.opens !== 'record')
    const events = await evidenceOf(lane, leading)
    await db.transaction(async (tx) => {
      // Nobody is reminded of what is over: of a missed deadline only the breach opens something.
      const hits = issueHitsOf(leading, bundle.hash, (hit) => hit.evidence.flatMap((ref) => events.get(ref) ?? []))
      const { opened, joined } = await openIssuesFromHits(tx, hits, now)
      const withdrawn = await withdrawHits(tx, refuted, now)
      for (let at = 0; at < open.length; at += 1_000) {
        const ids = open.slice(at, at + 1_000).map(({ id }) => id)
        await tx
          .update(gaps)
          .set({ recheckedAt: now, recheckedUntil: new Date(until) })
          .where(inArray(gaps.id, ids))
      }
      if (opened.length + joined.length + withdrawn.length > 0)
        await notify(tx, { kind: 'issues', opened, joined, withdrawn })
    })
    return { gaps: open.length, opened: fresh.length, withdrawn: refuted.length }
  } finally {
    await lane.close()
  }
}

/** Event time up to which every partition has judged, epoch ms. */
const judgedUntil = async (lane: Lane): Promise<number> => {
  const [row] = await lane.query<{ until: number }>(
    `SELECT min(reached) AS until FROM (
       SELECT toUnixTimestamp64Milli(argMax(watermark, seq)) AS reached FROM blocks GROUP BY topic, partition)`,
  )
  return row?.until ?? 0
}

type Lane = ReturnType<ClickHouse['reader']>

interface Standing {
  readonly hitId: string
  /** Epoch ms. */
  readonly at: number
}

const standingOf = ({ hitId, at }: Hit): Standing => ({ hitId, at: Date.parse(at) })
const placeOf = ({ hitId, at }: Standing): string => `${hitId} ${at}`

/** Those of the hits in question that stand now; one moved by a re-check that was cut off may stand at two moments. */
const standingAmong = async (lane: Lane, differences: readonly Difference[]): Promise<Standing[]> => {
  const ids = differences.flatMap(({ missing, moved, refuted }) => [
    ...[...missing, ...moved].map(({ hitId }) => hitId),
    ...refuted,
  ])
  const rows = await lane.query<{ hit_id: string; at_ms: number }>(
    `SELECT hit_id, toUnixTimestamp64Milli(at) AS at_ms FROM hits
     WHERE hit_id IN {ids:Array(String)} GROUP BY hit_id, at_ms HAVING sum(sign) > 0`,
    { ids },
  )
  return rows.map(({ hit_id, at_ms }) => ({ hitId: hit_id, at: Number(at_ms) }))
}

/** Hits with what the tables want to know of their triggers. */
const foundOf = async (
  lane: Lane,
  differences: readonly Difference[],
  which: 'missing' | 'moved',
): Promise<Found[]> => {
  const all = differences.flatMap(({ rule, [which]: hits }) => hits.map((hit) => ({ rule, hit })))
  const triggers = await eventsNamed(
    lane,
    all.map(({ hit }) => hit.triggerId),
  )
  return all.map(({ rule, hit }) => {
    const trigger = triggers.get(hit.triggerId)
    if (!trigger) throw new Error(`${rule.id}: the trigger ${hit.triggerId} of a missing hit is not in events`)
    return { rule, hit, ...about(trigger) }
  })
}

const evidenceOf = (lane: Lane, found: readonly Found[]) =>
  eventsNamed(
    lane,
    found.flatMap(({ hit }) => hit.evidence),
  )

const eventsNamed = async (lane: Lane, refs: readonly string[]) =>
  new Map((await evidenceEvents(lane, refs)).map((event) => [eventRef(event), event]))

/**
 * Not the same at another time: a hit may be withdrawn and come back. That an insert was done already is seen by what
 * stands, not by its token.
 */
const tokenOf = (what: string, hitIds: readonly string[], now: Date): string =>
  `recheck:${what}:${now.getTime()}:${createHash('sha256')
    .update([...hitIds].sort().join())
    .digest('hex')}`
