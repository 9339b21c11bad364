import { createHash } from 'node:crypto'
import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { eventRef } from '@mingjing/rules/hits/id.ts'
import type { ClickHouse, ClickHouseReader } from '@mingjing/sql/clickhouse/connect.ts'
import { evidenceEvents } from '@mingjing/sql/issues/evidence.ts'
import { openIssuesFromHits } from '@mingjing/sql/issues/open.ts'
import { withdrawHits } from '@mingjing/sql/issues/withdraw.ts'
import { notify } from '@mingjing/sql/live/notices.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { about } from '../block/about.ts'
import type { Found } from '../block/block.ts'
import { foundRows } from '../block/rows.ts'
import { issueHitsOf } from '../sink/postgres.ts'
import type { Difference } from './difference.ts'

interface About {
  /** Under which the rules were asked. */
  readonly bundle: Bundle
  /** The block the rows are entered under. */
  readonly place: { readonly partition: number; readonly seq: number }
  readonly now: Date
  /** Tells the inserts of one re-check from those of another. */
  readonly name: string
  /** What the ledger is to say, in the transaction of the issues. */
  readonly also: (tx: Db) => Promise<unknown>
}

/**
 * Opens what is missing and withdraws what is refuted, each once: rows already there are not written, hits already in an
 * issue are passed by. Returns how many hits were new and how many went.
 */
export const writeDifferences = async (
  { db, clickhouse, lane }: { readonly db: Db; readonly clickhouse: ClickHouse; readonly lane: Lane },
  differences: readonly Difference[],
  { bundle, place, now, name, also }: About,
): Promise<{ opened: number; withdrawn: number }> => {
  const standing = await standingAmong(lane, differences)
  const standingIds = new Set(standing.map(({ hitId }) => hitId))
  const places = new Set(standing.map(placeOf))
  const missing = await foundOf(lane, differences, 'missing')
  const moved = await foundOf(lane, differences, 'moved')
  const refuted = differences.flatMap((difference) => difference.refuted).filter((hitId) => standingIds.has(hitId))

  const fresh = missing.filter(({ hit }) => !standingIds.has(hit.hitId))
  const rows = [...fresh, ...moved.filter(({ hit }) => !places.has(placeOf(standingOf(hit))))]
  const by = { ruleSet: bundle.hash, partition: place.partition, seq: place.seq, seenAt: now.getTime() }
  const names = rows.map(({ hit }) => placeOf(standingOf(hit)))
  if (rows.length > 0)
    await clickhouse.insert('hits', foundRows(rows, by), { token: tokenOf(`${name}:missing`, names, now) })

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
    await clickhouse.insert('hits', cancelling, { token: tokenOf(`${name}:refuted`, over.map(placeOf), now) })
  }

  // One moved stands in its issue already, unless it was withdrawn in between.
  const leading = [...missing, ...moved].filter(({ rule }) => rule.opens !== 'record')
  const events = await evidenceOf(lane, leading)
  await db.transaction(async (tx) => {
    // Nobody is reminded of what is over: of a missed deadline only the breach opens something.
    const hits = issueHitsOf(leading, bundle.hash, (hit) => hit.evidence.flatMap((ref) => events.get(ref) ?? []))
    const { opened, joined } = await openIssuesFromHits(tx, hits, now)
    const withdrawn = await withdrawHits(tx, refuted, now)
    await also(tx)
    if (opened.length + joined.length + withdrawn.length > 0)
      await notify(tx, { kind: 'issues', opened, joined, withdrawn })
  })
  return { opened: fresh.length, withdrawn: refuted.length }
}

type Lane = ClickHouseReader

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
