import { createHash } from 'node:crypto'

/**
 * The Merkle tree of RFC 9162, section 2.1, over SHA-256: leaves and nodes are hashed apart, so that neither passes for
 * the other. Hashes are 64 lower-case hex digits; leaves are counted from 0.
 */

export const hashLeaf = (data: string): string =>
  createHash('sha256').update(Buffer.of(0)).update(Buffer.from(data, 'hex')).digest('hex')

export const hashNode = (left: string, right: string): string =>
  createHash('sha256')
    .update(Buffer.of(1))
    .update(Buffer.from(left + right, 'hex'))
    .digest('hex')

/** The root of a tree without leaves. */
export const emptyRoot = createHash('sha256').digest('hex')

/** A full subtree: the leaves `[index · 2^level, (index + 1) · 2^level)`. */
export interface Node {
  readonly level: number
  readonly index: number
}

/** What the root of a tree of `size` is made of: its full subtrees, widest first, one for each bit of the size. */
export const peaksOf = (size: number): Node[] => fullNodes(0, size)

/**
 * Adds a leaf to the peaks of a tree and returns the nodes above level 0 that it fills, lowest first; `peaks` is changed.
 * A node is filled by one leaf and never changes, so that it can be kept with that leaf.
 */
export const addLeaf = (peaks: string[], size: number, leaf: string): string[] => {
  const filled: string[] = []
  let top = leaf
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
    top = hashNode(peaks.pop()!, top)
    filled.push(top)
  }
  peaks.push(top)
  return filled
}

export const rootOf = (peaks: readonly string[]): string =>
  peaks.length === 0 ? emptyRoot : peaks.reduceRight((right, left) => hashNode(left, right))

/** The leaf that fills a node. */
export const filledBy = ({ level, index }: Node): number => (index + 1) * 2 ** level - 1

/** Leaves `[from, to)`. */
type Span = readonly [from: number, to: number]

/** Parts of a proof, in its order; each is the hash of a span of leaves. */
export const inclusionSpans = (leaf: number, size: number): Span[] => {
  const spans: Span[] = []
  for (let [from, to] = [0, size]; to - from > 1; ) {
    const middle = from + below(to - from)
    if (leaf < middle) {
      spans.unshift([middle, to])
      to = middle
    } else {
      spans.unshift([from, middle])
      from = middle
    }
  }
  return spans
}

/** The same for a proof that the tree of `earlier` leaves is the beginning of that of `size`; 0 < earlier < size. */
export const consistencySpans = (earlier: number, size: number): Span[] => {
  const spans: Span[] = []
  let [from, to] = [0, size]
  let isWhole = true
  while (to > earlier) {
    const middle = from + below(to - from)
    if (earlier <= middle) {
      spans.unshift([middle, to])
      to = middle
    } else {
      spans.unshift([from, middle])
      from = middle
      isWhole = false
    }
  }
  return isWhole ? spans : [[from, to], ...spans]
}

/** The nodes whose hashes must be known for the hash of a span of a proof. */
export const nodesOfSpan = ([from, to]: Span): Node[] => fullNodes(from, to)

/** The hash of a span, of the hashes of {@link nodesOfSpan}. */
export const hashSpan = (hashes: readonly string[]): string => rootOf(hashes)

/** The root that a leaf and its proof lead to; null when the proof is not of that length. */
export const rootByInclusion = (
  { leaf, size, hash }: { leaf: number; size: number; hash: string },
  proof: readonly string[],
): string | null => {
  const spans = leaf >= 0 && leaf < size ? inclusionSpans(leaf, size) : null
  if (spans === null || spans.length !== proof.length) return null
  return proof.reduce((sum, part, i) => (spans[i]![0] > leaf ? hashNode(sum, part) : hashNode(part, sum)), hash)
}

/** Whether a tree is the beginning of a later one. */
export const isBeginning = (
  earlier: { size: number; root: string },
  later: { size: number; root: string },
  proof: readonly string[],
): boolean => {
  if (earlier.size > later.size) return false
  if (earlier.size === later.size) return proof.length === 0 && earlier.root === later.root
  if (earlier.size === 0) return proof.length === 0 && earlier.root === emptyRoot
  const spans = consistencySpans(earlier.size, later.size)
  if (spans.length !== proof.length) return false
  // Where the earlier tree is a full one, its root is where the proof starts, and does not stand in it.
  const isWhole = spans[0]![0] >= earlier.size
  let [old, now] = isWhole ? [earlier.root, earlier.root] : [proof[0]!, proof[0]!]
  for (let i = isWhole ? 0 : 1; i < proof.length; i++) {
    const part = proof[i]!
    const isRight = spans[i]![0] >= earlier.size
    if (!isRight) old = hashNode(part, old)
    now = isRight ? hashNode(now, part) : hashNode(part, now)
  }
  return old === earlier.root && now === later.root
}

/** The largest power of two below a number above 1. */
const below = (count: number): number => 2 ** Math.floor(Math.log2(count - 1))

/** Spans of proofs begin where a full subtree of their width does, so that their nodes are widest first. */
const fullNodes = (from: number, to: number): Node[] => {
  const nodes: Node[] = []
  for (let at = from; at < to; ) {
    const level = Math.floor(Math.log2(to - at))
    nodes.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}
