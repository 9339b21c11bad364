import { createHash } from 'node:crypto'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { plans, snapshots } from '@mingjing/sql/postgres/schema.ts'
import { and, desc, eq, lt, lte } from 'drizzle-orm'
import type { Place } from '../books.ts'
import { fault } from '../fault.ts'
import { log } from '../log.ts'
import type { Head, Kept } from '../stage.ts'
import { readFrames, writeFrames } from './frames.ts'

/** How many snapshots are kept: a damaged one is passed over for the one before. */
const spare = 3

const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A snapshot as bytes, which may be stored more than once, unlike the rows it is made of. */
export interface Sealed {
  readonly seq: number
  readonly ruleSet: string
  readonly state: Buffer
  readonly checksum: string
}

/** Reads the rows of a state, which must not go on meanwhile. */
export const seal = async ({ head, rows }: Kept): Promise<Sealed> => {
  const state = await writeFrames(startingWith(head, rows))
  return { seq: head.seq, ruleSet: head.ruleSet, state, checksum: checksum(state) }
}

/**
 * Adds a snapshot; one that is there already is left as it is. Its blocks must be done. Then forgets snapshots beyond
 * the newest {@link spare}, and the plans nobody can need again.
 */
export const keepSnapshot = async (db: Db, place: Place, sealed: Sealed): Promise<void> => {
  fault('in-snapshot')
  await db
    .insert(snapshots)
    .values({ ...place, ...sealed })
    .onConflictDoNothing()
  fault('after-snapshot')
  const [oldest] = await db
    .select({ seq: snapshots.seq })
    .from(snapshots)
    .where(at(snapshots, place))
    .orderBy(desc(snapshots.seq))
    .limit(1)
    .offset(spare - 1)
  if (oldest) {
    await db.delete(snapshots).where(and(at(snapshots, place), lt(snapshots.seq, oldest.seq)))
    await db.delete(plans).where(and(at(plans, place), lte(plans.seq, oldest.seq)))
  }
}

/** The newest snapshot whose bytes are those that were kept, or null; and how many newer ones were not. */
export const newestSound = async (db: Db, place: Place): Promise<{ kept: Kept | null; damaged: number }> => {
  let passed: number | null = null
  for (let damaged = 0; ; damaged++) {
    // One question a snapshot: whoever owned the partition before may go on, and forget one that was only listed.
    const [row]: (typeof snapshots.$inferSelect)[] = await db
      .select()
      .from(snapshots)
      .where(and(at(snapshots, place), passed === null ? undefined : lt(snapshots.seq, passed)))
      .orderBy(desc(snapshots.seq))
      .limit(1)
    if (!row) return { kept: null, damaged }
    const kept: Kept | null = checksum(row.state) === row.checksum ? read(row.state) : null
    if (kept?.head.seq === row.seq) return { kept, damaged }
    log.error({ ...place, seq: row.seq }, 'this snapshot is damaged; taking the one before')
    passed = row.seq
  }
}

/** The state of such bytes, its rows read as they are asked for; null when they are none of this format. */
const read = (bytes: Uint8Array): Kept | null => {
  try {
    const rows = readFrames(bytes)
    const head = rows.next().value as Head | undefined
    return head?.format === 2 ? { head, rows } : null
  } catch {
    return null
  }
}

function* startingWith(head: Head, rows: Iterable<unknown>): Generator<unknown> {
  yield head
  yield* rows
}

const at = (table: typeof snapshots | typeof plans, place: Place) =>
  and(eq(table.topic, place.topic), eq(table.partition, place.partition))
