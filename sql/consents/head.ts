import { desc } from 'drizzle-orm'
import { may, type Scope } from '../access/scope.ts'
import { headIsSigned, type SignedHead, signEnd } from '../audit/head.ts'
import type { Db } from '../postgres/connect.ts'
import { consentEntries, consentHeads } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { hashesOf } from './nodes.ts'
import { consistencySpans, hashSpan, nodesOfSpan, peaksOf, rootOf } from './tree.ts'

/** A signed head, and where asked for the proof that the tree of an earlier one is its beginning. */
export interface ProvenHead extends SignedHead {
  readonly consistency?: { readonly from: number; readonly proof: readonly string[] }
}

/** How many entries there are. */
export const chainSize = async (db: Db): Promise<number> => {
  const [row] = await db
    .select({ position: consentEntries.position })
    .from(consentEntries)
    .orderBy(desc(consentEntries.position))
    .limit(1)
  return row?.position ?? 0
}

/**
 * The head over all there is: `seq` counts the entries, `hash` is the root of their tree. It is signed once and kept.
 * @throws when the tree no longer goes on from the newest head: nothing is signed over a changed past
 */
export const currentHead = async (db: Db, keys: Keys, now: Date): Promise<SignedHead> => {
  const size = await chainSize(db)
  const newest = await newestHead(db)
  const hash = rootOf(await hashesOf(db, peaksOf(size)))
  if (newest?.seq === size && newest.hash === hash && headIsSigned(newest, keys)) return newest
  if (newest !== null && newest.hash !== rootOf(await hashesOf(db, peaksOf(newest.seq))))
    throw new Error(`the chain of consents does not lead to the head signed over ${newest.seq} entries`)
  const head = signEnd({ chain: 'consents', seq: size, hash }, keys, now)
  // A head kept by another at the same moment says the same; one that says something else stays, and the walk finds it.
  await db.insert(consentHeads).values({ seq: size, signedAt: now, head }).onConflictDoNothing()
  return head
}

/** The newest head that was signed, null before the first. */
export const newestHead = async (db: Db): Promise<SignedHead | null> => {
  const [row] = await db.select({ head: consentHeads.head }).from(consentHeads).orderBy(desc(consentHeads.seq)).limit(1)
  return row?.head ?? null
}

/** Hashes of the spans of a proof. */
export const proofOf = async (db: Db, spans: readonly (readonly [number, number])[]): Promise<string[]> => {
  const nodes = spans.map(nodesOfSpan)
  const hashes = await hashesOf(db, nodes.flat())
  const ends = nodes.map((_, i) => nodes.slice(0, i + 1).flat().length)
  return nodes.map((part, i) => hashSpan(hashes.slice(ends[i]! - part.length, ends[i])))
}

/**
 * The current head, with the proof that the tree of `from` entries is its beginning; null when there were never so many
 * or the caller may not know how many there are.
 */
export const provenHead = async (
  db: Db,
  keys: Keys,
  scope: Scope,
  { from, now }: { from: number; now: Date },
): Promise<ProvenHead | null> => {
  if (!may(scope, 'consents:read')) return null
  const head = await currentHead(db, keys, now)
  if (from > head.seq) return null
  const spans = from === 0 || from === head.seq ? [] : consistencySpans(from, head.seq)
  return { ...head, consistency: { from, proof: await proofOf(db, spans) } }
}
