import type { KeyObject } from 'node:crypto'
import { isSignedBy } from '../audit/head.ts'
import { digestOf, hashEntry, hashFact } from './entry.ts'
import type { ProvenHead } from './head.ts'
import type { Receipt } from './receipt.ts'
import { hashLeaf, isBeginning, rootByInclusion } from './tree.ts'

/** What can be wrong with a receipt, in the order in which it is looked for. */
export const receiptProblems = [
  /** It is no receipt, or holds something beside. */
  'malformed',
  /** The facts are not those the digest was made of. */
  'facts-changed',
  /** Position, place or digest are not those the entry's hash was made of. */
  'entry-changed',
  /** The proof does not lead from the entry to the head's root. */
  'not-in-tree',
  /** The receipt's own head is not signed by the key. */
  'unsigned-head',
  /** The head it is held against is not signed by the key. */
  'unsigned-given-head',
  /** The head it is held against comes without the proof that it goes on from the receipt's. */
  'no-consistency',
  /** The receipt's head and the given one are not of one history. */
  'other-history',
] as const
export type ReceiptProblem = (typeof receiptProblems)[number]

export type ReceiptVerdict =
  | { readonly kind: 'genuine'; readonly receipt: Receipt }
  | { readonly kind: 'refused'; readonly problem: ReceiptProblem }

/**
 * Judges a receipt by nothing but itself, the bank's public key and, where given, a head that was kept elsewhere: the
 * receipt must be of its history. Pure.
 */
export const judgeReceipt = (
  receipt: Receipt | null,
  { key, head: given }: { readonly key: KeyObject; readonly head?: ProvenHead },
): ReceiptVerdict => {
  const refused = (problem: ReceiptProblem): ReceiptVerdict => ({ kind: 'refused', problem })
  if (receipt === null) return refused('malformed')
  const { entry, facts, proof, head } = receipt
  if (digestOf(facts.map((fact) => [fact.name, 'hash' in fact ? fact.hash : hashFact(fact)])) !== entry.digest)
    return refused('facts-changed')
  if (hashEntry(entry) !== entry.hash) return refused('entry-changed')
  const place = { leaf: entry.position - 1, size: head.seq, hash: hashLeaf(entry.hash) }
  if (rootByInclusion(place, proof) !== head.hash) return refused('not-in-tree')
  if (!isSignedBy(head, key)) return refused('unsigned-head')
  if (given !== undefined) {
    if (!isSignedBy(given, key)) return refused('unsigned-given-head')
    const steps = given.consistency?.from === head.seq ? given.consistency.proof : []
    if (given.seq !== head.seq && given.consistency?.from !== head.seq) return refused('no-consistency')
    const [now, later] = [head, given].map(({ seq, hash }) => ({ size: seq, root: hash }))
    if (!isBeginning(now!, later!, steps)) return refused('other-history')
  }
  return { kind: 'genuine', receipt }
}
