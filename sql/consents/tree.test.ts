import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addLeaf,
  consistencySpans,
  emptyRoot,
  filledBy,
  hashLeaf,
  hashNode,
  hashSpan,
  inclusionSpans,
  isBeginning,
  nodesOfSpan,
  rootByInclusion,
  rootOf,
} from './tree.ts'

const leaves = Array.from({ length: 300 }, (_, n) => hashLeaf(n.toString(16).padStart(64, '0')))

/** The tree as the RFC writes it down. */
const plainRoot = (of: readonly string[]): string => {
  if (of.length === 0) return emptyRoot
  if (of.length === 1) return of[0]!
  let k = 1
  while (k * 2 < of.length) k *= 2
  return hashNode(plainRoot(of.slice(0, k)), plainRoot(of.slice(k)))
}
const fills: string[][] = []
const roots = [emptyRoot]
const peaks: string[] = []
for (const [n, leaf] of leaves.entries()) {
  fills.push(addLeaf(peaks, n, leaf))
  roots.push(rootOf(peaks))
}
const proofOf = (spans: readonly (readonly [number, number])[]) =>
  spans.map((span) =>
    hashSpan(
      nodesOfSpan(span).map((node) =>
        node.level === 0 ? leaves[node.index]! : fills[filledBy(node)]![node.level - 1]!,
      ),
    ),
  )

// Known from other implementations of RFC 9162: the trees of the eight inputs Certificate Transparency is tested with.
test('roots are those Certificate Transparency knows', () => {
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const known: string[] = []
  const sums = inputs.map((input, n) => {
    addLeaf(known, n, hashLeaf(input))
    return rootOf(known)
  })
  expect(sums[0]).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  expect(sums[7]).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
})

test('every root, grown leaf by leaf, is that of the whole list', () => {
  for (const [size, root] of roots.entries()) expect(root).toBe(plainRoot(leaves.slice(0, size)))
})

test('every leaf of every tree up to 70 is proven, and no other leaf by its proof', () => {
  for (let size = 1; size <= 70; size++) {
    for (let leaf = 0; leaf < size; leaf++) {
      const proof = proofOf(inclusionSpans(leaf, size))
      expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
      expect(rootByInclusion({ leaf, size, hash: leaves[leaf]! }, proof)).toBe(roots[size])
      for (const other of [leaf - 1, leaf + 1, size, size + 1])
        expect(rootByInclusion({ leaf: other, size, hash: leaves[leaf]! }, proof)).not.toBe(roots[size])
    }
  }
})

test('every tree up to 70 is the beginning of every later one, and of none with another past', () => {
  for (let later = 0; later <= 70; later++) {
    for (let earlier = 0; earlier <= later; earlier++) {
      const isProven = earlier > 0 && earlier < later
      const proof = isProven ? proofOf(consistencySpans(earlier, later)) : []
      const [old, now] = [earlier, later].map((size) => ({ size, root: roots[size]! }))
      expect(isBeginning(old!, now!, proof)).toBe(true)
      expect(isBeginning({ ...old!, root: roots[earlier + 1]! }, now!, proof)).toBe(false)
      expect(isBeginning(old!, { ...now!, root: roots[later + 1]! }, proof)).toBe(
        // Every tree begins with the empty one.
        earlier === 0 && later > 0,
      )
      for (let i = 0; i < proof.length; i++) expect(isBeginning(old!, now!, proof.toSpliced(i, 1))).toBe(false)
    }
  }
})

test('a proof with any hash changed leads elsewhere', () => {
  fc.assert(
    fc.property(
      fc.nat(299),
      fc.nat(299),
      fc.nat(),
      fc.nat(63),
      fc.integer({ min: 1, max: 15 }),
      (a, b, part, digit, by) => {
        const [leaf, size] = [Math.min(a, b), Math.max(a, b) + 1]
        const proof = proofOf(inclusionSpans(leaf, size))
        if (proof.length === 0) return
        const at = part % proof.length
        const hash = proof[at]!
        const changed = ((Number.parseInt(hash[digit]!, 16) + by) % 16).toString(16)
        const wrong = proof.with(at, hash.slice(0, digit) + changed + hash.slice(digit + 1))
        expect(rootByInclusion({ leaf, size, hash: leaves[leaf]! }, wrong)).not.toBe(roots[size])
      },
    ),
    { numRuns: 2_000 },
  )
})
