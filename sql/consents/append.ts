import { desc, inArray, sql } from 'drizzle-orm'
import { beginning } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { insertRecords } from '../postgres/record-set.ts'
import { consentEntries } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { isConsent, refOf } from './entry.ts'
import { type End, linkEntries, type Placed } from './link.ts'
import { hashesOf } from './nodes.ts'
import { peaksOf } from './tree.ts'

/** One writer at a time in the whole database: the chain has one end. */
const chainLock = 7_204_414
const refsAtOnce = 5_000

/**
 * Appends an entry for each event about a consent, in their order; the others are passed by without asking the database
 * anything. One that stands on the chain already is passed by too.
 *
 * @param tx the transaction that also marks the plan done.
 * @returns how many entries were added
 */
export const appendConsents = async (
  tx: Db,
  keys: Keys,
  { topic, partition }: Pick<Placed, 'topic' | 'partition'>,
  accepted: readonly Pick<Placed, 'offset' | 'event'>[],
): Promise<number> => {
  const byRef = new Map<string, Placed>()
  for (const { event, offset } of accepted) {
    if (!isConsent(event)) continue
    const ref = refOf(keys, event)
    if (!byRef.has(ref)) byRef.set(ref, { topic, partition, offset, event })
  }
  if (byRef.size === 0) return 0
  await tx.execute(sql`select pg_advisory_xact_lock(${chainLock})`)
  await leaveOutKnown(tx, byRef)
  if (byRef.size === 0) return 0
  const rows = linkEntries(keys, await endOf(tx), [...byRef.values()])
  await insertRecords(tx, consentEntries, rows)
  return rows.length
}

const leaveOutKnown = async (tx: Db, byRef: Map<string, Placed>): Promise<void> => {
  const refs = [...byRef.keys()]
  for (let from = 0; from < refs.length; from += refsAtOnce) {
    const known = await tx
      .select({ ref: consentEntries.ref })
      .from(consentEntries)
      .where(inArray(consentEntries.ref, refs.slice(from, from + refsAtOnce)))
    for (const { ref } of known) byRef.delete(ref)
  }
}

const endOf = async (tx: Db): Promise<End> => {
  const [row] = await tx
    .select({ position: consentEntries.position, hash: consentEntries.hash })
    .from(consentEntries)
    .orderBy(desc(consentEntries.position))
    .limit(1)
  const last = row ?? { position: 0, hash: beginning }
  return { ...last, peaks: await hashesOf(tx, peaksOf(last.position)) }
}
