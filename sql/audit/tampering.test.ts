import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tampered, tamperings } from '../test/tampering.ts'
import { passingKeys } from '../vault/keys.ts'
import { type Action, beginning, type ChainedAction, hashAction, linkActions } from './chain.ts'
import { type SignedHead, signEnd } from './head.ts'
import { walkActions } from './verify.ts'

/** S7, tampering: what `mingjing audit verify` and the audit page walk by, over 10,000 changed chains. */

const seed = 7
const keys = passingKeys()
const now = new Date('2026-11-28T01:00:00Z')
const empty = { seq: 0, hash: beginning }
const action = (n: number): Action => ({
  at: new Date(now.getTime() + n),
  personId: `S00${n % 5}`,
  issueId: n % 3 === 0 ? null : `i-${n >> 1}`,
  kind: (['reveal', 'assign', 'confirm', 'verify'] as const)[n % 4]!,
  fromState: n % 3 === 0 ? null : 'open',
  toState: n % 3 === 0 ? null : 'assigned',
  detail: { n, note: '已核实', before: { assignee: null, at: [1, 2] } },
})
const actions = Array.from({ length: 24 }, (_, n) => action(n))
const rows = linkActions(empty, actions)
const headAfter = (size: number, chain: readonly ChainedAction[] = rows, by = keys): SignedHead => {
  const { seq, hash } = chain[size - 1] ?? empty
  return signEnd({ seq, hash }, by, now)
}
const head = headAfter(rows.length)
const found = async (changed: readonly ChainedAction[], against?: SignedHead) => {
  const verdict = await walkActions(changed, against && { head: against, keys })
  return verdict.kind === 'broken' ? verdict.problem : null
}

test('untouched it is sound, from inside and against the head of every size', async () => {
  expect(await walkActions(rows)).toEqual({ kind: 'sound', actions: 24, head: head.hash })
  for (let size = 0; size <= rows.length; size++) expect(await found(rows, headAfter(size))).toBeNull()
})

test('7,000 tamperings with the table: an edit of any column, a deletion, an insertion, a swap, a move, a cut-off end', async () => {
  const columns = Object.keys(rows[0]!) as (keyof ChainedAction)[]
  expect(columns).toHaveLength(10)
  const hashOf = (row: ChainedAction) => hashAction(row, row.seq, row.previous)
  await fc.assert(
    fc.asyncProperty(tamperings(rows.length, columns), async (how) => {
      for (const changed of tampered({ rows, place: 'seq', hashOf }, how))
        expect(await found(changed, head)).not.toBeNull()
    }),
    { numRuns: 7_000, seed },
  )
})

test('2,000 histories written anew with right hashes are found by a head that was exported', async () => {
  const ways = ['edited', 'deleted', 'inserted', 'rest'] as const
  await fc.assert(
    fc.asyncProperty(fc.nat(23), fc.constantFrom(...ways), fc.integer({ min: 1, max: 24 }), async (at, way, size) => {
      const changed = {
        edited: () => actions.with(at, { ...actions[at]!, personId: 'S999' }),
        deleted: () => actions.toSpliced(at, 1),
        inserted: () => actions.toSpliced(at, 0, action(1_000)),
        rest: () => actions.map((each, n) => (n < at ? each : { ...each, personId: 'S999' })),
      }[way]()
      const anew = linkActions(empty, changed)
      expect(await found(anew)).toBeNull()
      // What lies behind the exported head it cannot tell of.
      expect((await found(anew, headAfter(size))) !== null).toBe(at < size)
    }),
    { numRuns: 2_000, seed },
  )
})

test('1,000 forged heads prove nothing: another key, a changed field, a changed signature, the head of another chain', async () => {
  const forger = passingKeys('forger')
  const later = {
    seq: 25,
    hash: beginning,
    signedAt: '2026-11-29T01:00:00.000Z',
    publicKey: headAfter(1, rows, forger).publicKey,
  }
  const changedBytes = (signature: string, at: number, by: number) => {
    const bytes = Buffer.from(signature, 'base64')
    bytes[at % bytes.length]! ^= by
    return bytes.toString('base64')
  }
  const forged = fc.oneof(
    fc.nat(24).map((size) => headAfter(size, rows, forger)),
    fc
      .record({ size: fc.nat(23), field: fc.constantFrom('seq', 'hash', 'signedAt', 'publicKey') })
      .map(({ size, field }) => ({ ...headAfter(size + 1), [field]: later[field as keyof typeof later] })),
    fc.record({ size: fc.nat(24), at: fc.nat(63), by: fc.integer({ min: 1, max: 255 }) }).map(({ size, at, by }) => {
      const signed = headAfter(size)
      return { ...signed, signature: changedBytes(signed.signature, at, by) }
    }),
    fc.nat(24).map((size) => signEnd({ chain: 'consents', seq: size, hash: headAfter(size).hash }, keys, now)),
    fc.nat(24).map((size) => ({ ...headAfter(size), chain: 'consents' as const })),
  )
  await fc.assert(
    fc.asyncProperty(forged, async (wrong) => {
      expect(await found(rows, wrong)).toBe('unsigned-head')
    }),
    { numRuns: 1_000, seed },
  )
})
