import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { plans, snapshots } from '@mingjing/sql/postgres/schema.ts'
import { and, desc, eq, lt, lte } from 'drizzle-orm'
import type { Place } from '../books.ts'
import { fault } from '../fault.ts'
import { log } from '../log.ts'
import type { Kept } from './kept.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** How many snapshots are kept: a damaged one is passed over for the one before. */
const spare = 3

const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Adds a snapshot; one that is there already is left as it is. Its blocks must be done. Then forgets snapshots beyond
 * the newest {@link spare}, and the plans nobody can need again. Returns the bytes it takes.
 */
export const keepSnapshot = async (db: Db, place: Place, kept: Kept): Promise<number> => {
  const state = await compress(Buffer.from(JSON.stringify(kept)))
  fault('in-snapshot')
  await db
    .insert(snapshots)
    .values({ ...place, seq: kept.seq, ruleSet: kept.ruleSet, state, checksum: checksum(state) })
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
  return state.length
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
    const kept: Kept | null = checksum(row.state) === row.checksum ? await read(row.state) : null
    if (kept?.seq === row.seq) return { kept, damaged }
    log.error({ ...place, seq: row.seq }, 'this snapshot is damaged; taking the one before')
    passed = row.seq
  }
}

const read = async (bytes: Uint8Array): Promise<Kept | null> => {
  try {
    const kept = JSON.parse((await decompress(bytes)).toString('utf8')) as Kept
    return kept.format === 1 ? kept : null
  } catch {
    return null
  }
}

const at = (table: typeof snapshots | typeof plans, place: Place) =>
  and(eq(table.topic, place.topic), eq(table.partition, place.partition))
