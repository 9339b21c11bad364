import { createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginning } from '../audit/chain.ts'
import { type SignedHead, signEnd } from '../audit/head.ts'
import type { consentEntries } from '../postgres/schema.ts'
import { tampered, tamperings } from '../test/tampering.ts'
import { passingKeys } from '../vault/keys.ts'
import { type ConsentEvent, hashEntry } from './entry.ts'
import { judgeReceipt } from './judge-receipt.ts'
import { linkEntries, type Placed } from './link.ts'
import { readHead, readReceipt } from './read-receipt.ts'
import { type Receipt, receiptOf } from './receipt.ts'
import { consistencySpans, filledBy, hashLeaf, hashSpan, inclusionSpans, nodesOfSpan, peaksOf, rootOf } from './tree.ts'
import { walkConsents } from './verify.ts'

type Row = typeof consentEntries.$inferSelect
const keys = passingKeys()
const key = createPublicKey(keys.signing)
const empty = { position: 0, hash: beginning, peaks: [] }
const now = new Date('2026-11-28T01:00:00Z')

const placed = (n: number, differing: Partial<ConsentEvent> = {}): Placed => ({
  topic: 'events',
  partition: n % 3,
  offset: n,
  event: {
    source: 'core/consent',
    id: `k-${n}`,
    type: (['consent.given', 'consent.used', 'consent.withdrawn'] as const)[n % 3]!,
    time: now.getTime() + n,
    subject: `app-${n >> 2}`,
    orgunit: 'b01-s01-o1',
    data: { consentPurpose: 'credit-query', customer: `tok_${n % 7}`, ...(n % 3 === 0 ? { form: 'written' } : {}) },
    ...differing,
  },
})
const events = Array.from({ length: 45 }, (_, n) => placed(n))
const rows = linkEntries(keys, empty, events)

const hashesAmong = (all: readonly Row[], nodes: ReturnType<typeof peaksOf>) =>
  nodes.map((node) => {
    const row = all[filledBy(node)]!
    return node.level === 0 ? hashLeaf(row.hash) : row.fills[node.level - 1]!
  })
const headOver = (all: readonly Row[], size = all.length): SignedHead =>
  signEnd({ chain: 'consents', seq: size, hash: rootOf(hashesAmong(all, peaksOf(size))) }, keys, now)
const proofAmong = (all: readonly Row[], spans: readonly (readonly [number, number])[]) =>
  spans.map((span) => hashSpan(hashesAmong(all, nodesOfSpan(span))))
const receiptAt = (n: number, size = rows.length, customer: 'given' | 'masked' = 'given'): Receipt =>
  receiptOf(keys, rows[n]!, events[n]!.event, {
    head: headOver(rows, size),
    proof: proofAmong(rows, inclusionSpans(n, size)),
    customer,
  })!
const head = headOver(rows)
const isFound = async (changed: readonly Row[], against: SignedHead | null = head) =>
  (await walkConsents(changed, against)).kind === 'broken'

test('untouched it is sound, from inside and against the head of every size', async () => {
  expect(await walkConsents(rows, null)).toEqual({ kind: 'sound', entries: 45, root: head.hash })
  for (let size = 0; size <= rows.length; size++)
    expect((await walkConsents(rows, headOver(rows, size))).kind).toBe('sound')
})

test('3,000 tamperings with the table: an edit of any field, a deletion, an insertion, a swap, a move, a cut-off end', async () => {
  const fields = ['ref', 'digest', 'previous', 'hash', 'topic', 'partition', 'offset', 'position', 'fills'] as const
  const chain = { rows, place: 'position', hashOf: hashEntry } as const
  await fc.assert(
    fc.asyncProperty(tamperings(rows.length, fields), async (how) => {
      for (const changed of tampered(chain, how)) expect(await isFound(changed)).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('1,000 histories written anew by who has every key are found by a head that was exported', async () => {
  const short = events.slice(0, 10)
  await fc.assert(
    fc.asyncProperty(fc.nat(9), fc.nat(3), fc.integer({ min: 1, max: 10 }), async (at, how, size) => {
      const { event } = short[at]!
      const changed = [
        () => short.with(at, { ...short[at]!, event: { ...event, time: event.time - 1 } }),
        () => short.toSpliced(at, 1),
        () => short.toSpliced(at, 0, placed(1_000)),
        () => short.with(at, { ...short[at]!, event: { ...event, data: { ...event.data, customer: 'tok_x' } } }),
      ][how]!()
      const anew = linkEntries(keys, empty, changed)
      expect((await walkConsents(anew, null)).kind).toBe('sound')
      // What lies behind the exported head it cannot tell of.
      expect(await isFound(anew, headOver(rows, size))).toBe(at < size)
    }),
    { numRuns: 1_000 },
  )
})

test('receipts of every entry under every later head are genuine, and name the customer only when asked to', () => {
  for (let size = 1; size <= rows.length; size += 4) {
    for (let n = 0; n < size; n++) {
      for (const customer of ['given', 'masked'] as const) {
        const text = JSON.stringify(receiptAt(n, size, customer))
        expect(judgeReceipt(readReceipt(JSON.parse(text)), { key }).kind).toBe('genuine')
        expect(text.includes('tok_')).toBe(customer === 'given')
        expect(text).not.toContain('core/consent')
      }
    }
  }
})

test('5,000 receipts with a byte changed are refused', () => {
  const texts = [0, 7, 30, 44].map((n) => JSON.stringify(receiptAt(n)))
  fc.assert(
    fc.property(fc.nat(texts.length - 1), fc.nat(), fc.integer({ min: 32, max: 126 }), (which, where, code) => {
      const text = texts[which]!
      const at = where % text.length
      const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
      fc.pre(changed !== text)
      expect(judged(changed)).not.toBe('genuine')
    }),
    { numRuns: 5_000 },
  )
})

const judged = (text: string, given?: SignedHead) => {
  try {
    return judgeReceipt(readReceipt(JSON.parse(text)), { key, ...(given ? { head: given } : {}) }).kind
  } catch (error) {
    if (error instanceof SyntaxError) return 'no JSON'
    throw error
  }
}

test('1,980 receipts with the proof, the facts, the entry or the head of another are refused', () => {
  const receipts = rows.map((_, n) => receiptAt(n))
  for (const [n, receipt] of receipts.entries()) {
    for (const [m, other] of receipts.entries()) {
      if (n === m) continue
      const mixed: [Receipt, string][] = [
        [{ ...receipt, proof: other.proof }, 'not-in-tree'],
        [{ ...receipt, facts: other.facts }, 'facts-changed'],
      ]
      for (const [wrong, problem] of mixed) expect(judgeReceipt(wrong, { key })).toEqual({ kind: 'refused', problem })
    }
  }
})

test('each way a receipt can be wrong is told apart', () => {
  const receipt = receiptAt(5)
  const problem = (wrong: unknown, given?: unknown) => {
    const verdict = judgeReceipt(readReceipt(wrong), { key, ...(given ? { head: readHead(given)! } : {}) })
    return verdict.kind === 'refused' ? verdict.problem : verdict.kind
  }
  expect(problem({ ...receipt, note: 'also proven' })).toBe('malformed')
  expect(problem({ ...receipt, facts: receipt.facts.slice(1) })).toBe('facts-changed')
  expect(problem({ ...receipt, entry: { ...receipt.entry, offset: 6 } })).toBe('entry-changed')
  expect(problem({ ...receipt, proof: receipt.proof.slice(1) })).toBe('not-in-tree')
  const forged = signEnd({ chain: 'consents', seq: head.seq, hash: head.hash }, passingKeys('forger'), now)
  expect(problem({ ...receipt, head: forged })).toBe('unsigned-head')
  expect(problem(receipt, forged)).toBe('unsigned-given-head')
  // A head of the chain of actions over the same numbers does not pass for one of this chain.
  const { chain: _, ...ofActions } = signEnd({ seq: head.seq, hash: head.hash }, keys, now)
  expect(problem({ ...receipt, head: { chain: 'consents', ...ofActions } })).toBe('unsigned-head')

  const early = receiptAt(5, 20)
  expect(problem(early, head)).toBe('no-consistency')
  const consistency = { from: 20, proof: proofAmong(rows, consistencySpans(20, 45)) }
  expect(problem(early, { ...head, consistency })).toBe('genuine')
  expect(problem(receipt, head)).toBe('genuine')
  const anew = linkEntries(keys, empty, events.with(30, placed(2_000)))
  expect(problem(receipt, headOver(anew))).toBe('other-history')
  const other = { from: 20, proof: proofAmong(anew, consistencySpans(20, 45)) }
  expect(problem(early, { ...headOver(anew), consistency: other })).toBe('genuine')
  expect(problem(receiptAt(5, 40), { ...headOver(anew), consistency: { ...other, from: 40 } })).toBe('other-history')
})

test('nobody without the key makes the same digest or finds an event by its reference', () => {
  const [other] = linkEntries(passingKeys('other'), empty, events)
  expect(other!.ref).not.toBe(rows[0]!.ref)
  expect(other!.digest).not.toBe(rows[0]!.digest)
  expect(linkEntries(keys, empty, events)).toEqual(rows)
})
