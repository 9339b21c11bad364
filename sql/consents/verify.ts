import { createPublicKey } from 'node:crypto'
import { asc, gt } from 'drizzle-orm'
import { beginning } from '../audit/chain.ts'
import { isSignedBy, type SignedHead } from '../audit/head.ts'
import type { Db } from '../postgres/connect.ts'
import { consentEntries } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { hashEntry } from './entry.ts'
import { newestHead } from './head.ts'
import { addLeaf, hashLeaf, rootOf } from './tree.ts'

export type ConsentsVerdict =
  | { kind: 'sound'; entries: number; root: string }
  | { kind: 'broken'; position: number; problem: ChainProblem }
export type ChainProblem = 'gap' | 'edited' | 'relinked' | 'wrong-node' | 'cut-off' | 'rewritten' | 'unsigned-head'

type Row = typeof consentEntries.$inferSelect

/**
 * Walks entries from the first on. Against a head it also proves that they still lead to it: a tail cut off or a
 * history rewritten from the start cannot be seen from inside. Pure but for reading.
 */
export const walkConsents = async (
  rows: Iterable<Row> | AsyncIterable<Row>,
  against: SignedHead | null,
): Promise<ConsentsVerdict> => {
  const broken = (position: number, problem: ChainProblem): ConsentsVerdict => ({ kind: 'broken', position, problem })
  const peaks: string[] = []
  let size = 0
  let previous = beginning
  const leadsThere = () => against?.seq !== size || against.hash === rootOf(peaks)
  if (!leadsThere()) return broken(0, 'rewritten')
  for await (const row of rows) {
    if (row.position !== size + 1) return broken(size + 1, 'gap')
    if (row.previous !== previous) return broken(row.position, 'relinked')
    if (hashEntry(row) !== row.hash) return broken(row.position, 'edited')
    const fills = addLeaf(peaks, size, hashLeaf(row.hash))
    if (fills.join() !== row.fills.join()) return broken(row.position, 'wrong-node')
    size += 1
    previous = row.hash
    if (!leadsThere()) return broken(size, 'rewritten')
  }
  if (against !== null && size < against.seq) return broken(size + 1, 'cut-off')
  return { kind: 'sound', entries: size, root: rootOf(peaks) }
}

/** Walks the chain of consents, against `head` or else the newest head that was signed here. */
export const verifyConsents = async (db: Db, keys: Keys, head?: SignedHead): Promise<ConsentsVerdict> => {
  const against = head ?? (await newestHead(db))
  const key = createPublicKey(keys.signing)
  const isOurs = against === null || (against.chain === 'consents' && isSignedBy(against, key))
  // A head kept here from before the signing key was exchanged says nothing to this key; one that was handed in must.
  if (!isOurs && head !== undefined) return { kind: 'broken', position: head.seq, problem: 'unsigned-head' }
  return walkConsents(readEntries(db), isOurs ? against : null)
}

async function* readEntries(db: Db): AsyncGenerator<Row> {
  const piece = 5_000
  for (let after = 0; ; ) {
    const rows = await db
      .select()
      .from(consentEntries)
      .where(gt(consentEntries.position, after))
      .orderBy(asc(consentEntries.position))
      .limit(piece)
    yield* rows
    if (rows.length < piece) return
    after = rows.at(-1)!.position
  }
}
