import { setTimeout as sleep } from 'node:timers/promises'
import { eq, max } from 'drizzle-orm'
import type { ClickHouse, ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { plans } from '../postgres/schema.ts'
import { type Check, checks, type Difference, type Reach } from './checks.ts'

export interface Reconciled {
  /** When it was done, epoch ms. */
  readonly at: number
  readonly checks: readonly Checked[]
}

export interface Checked {
  readonly id: Check['id']
  /** Things compared. */
  readonly compared: number
  readonly differences: readonly Difference[]
}

/** Differences one check tells; more would help nobody. */
const most = 50
/** How long a difference must last: what is being written is in one place before the other. */
const patienceMs = 2_000

/**
 * Proves that nothing is lost or counted twice: what came in is stored, repeated or a dead letter; rollups equal their
 * recount; hits that open issues are in issues. Only blocks that are done are looked at, and a difference counts only if
 * it is there twice. Reads on a lane of its own.
 */
export const reconcile = async (
  { db, clickhouse }: { readonly db: Db; readonly clickhouse: ClickHouse },
  now: Date,
): Promise<Reconciled> => {
  const lane = clickhouse.reader()
  try {
    const first = await look(db, lane)
    if (first.every(({ differences }) => differences.length === 0)) return { at: now.getTime(), checks: first }
    await sleep(patienceMs)
    const second = await look(db, lane)
    return { at: now.getTime(), checks: second.map((check, i) => lasting(check, first[i]!)) }
  } finally {
    await lane.close()
  }
}

const look = async (db: Db, lane: ClickHouseReader): Promise<Checked[]> => {
  const reach = await doneBlocks(db)
  const looked: Checked[] = []
  for (const { id, pairs } of checks) {
    const rows = await pairs({ db, lane, reach })
    const differences = rows.filter(({ expected, found }) => expected !== found)
    looked.push({ id, compared: rows.length, differences: differences.slice(0, most) })
  }
  return looked
}

const lasting = (check: Checked, before: Checked): Checked => {
  const known = new Set(before.differences.map(({ what }) => what))
  return { ...check, differences: check.differences.filter(({ what }) => known.has(what)) }
}

/** Of each partition the newest block whose effects are all there. */
const doneBlocks = async (db: Db): Promise<Reach[]> => {
  const rows = await db
    .select({ topic: plans.topic, partition: plans.partition, seq: max(plans.seq) })
    .from(plans)
    .where(eq(plans.state, 'done'))
    .groupBy(plans.topic, plans.partition)
  return rows.map(({ topic, partition, seq }) => ({ topic, partition, seq: Number(seq) }))
}
