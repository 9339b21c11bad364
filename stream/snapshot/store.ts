import { createHash } from 'node:crypto'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { plans, snapshots } from '@mingjing/sql/postgres/schema.ts'
import { and, desc, eq, lt, lte } from 'drizzle-orm'
import { fault } from '../fault.ts'
import { log } from '../log.ts'
import { readFrames, writeFrames } from './frames.ts'
import type { Head, Kept } from './kept.ts'

/** How many snapshots are kept: a damaged one is passed over for the one before. */
const spare = 3

interface Place {
  readonly topic: string
  readonly partition: number
}

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
  const seqs = await db
    .select({ seq: snapshots.seq })
    .from(snapshots)
    .where(at(snapshots, place))
    .orderBy(desc(snapshots.seq))
  for (const [damaged, { seq }] of seqs.entries()) {
    const [row] = await db
      .select()
      .from(snapshots)
      .where(and(at(snapshots, place), eq(snapshots.seq, seq)))
    const kept = row && checksum(row.state) === row.checksum ? read(row.state) : null
    if (kept?.head.seq === seq) return { kept, damaged }
    log.error({ ...place, seq }, 'this snapshot is damaged; taking the one before')
  }
  return { kept: null, damaged: seqs.length }
}

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
