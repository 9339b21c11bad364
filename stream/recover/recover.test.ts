import { expect, test } from 'vitest'
import { eventStage } from '../block/stage.ts'
import { emptyState } from '../block/state.ts'
import type { Books } from '../books.ts'
import { decodeKept } from '../decode/record.ts'
import type { Plan } from '../plan/plan.ts'
import { keep } from '../snapshot/kept.ts'
import { recordingClickHouse } from '../test/recording-clickhouse.ts'
import { trialBundle } from '../test/rules.ts'
import { recover } from './recover.ts'

const bundle = trialBundle()
const place = { topic: 'events', partition: 0 }
const plan = (seq: number): Plan => ({
  ...{ ...place, seq, from: 0, to: 0, clock: 0, ruleSet: bundle.hash },
  answers: { wall: 0, known: [] },
})
const snapshot = (seq: number) => keep({ ...emptyState(bundle), seq })

/** Recovers from what the books say, one answer after the other. */
const recoverFrom = (snapshots: number[], ledgers: number[][]) => {
  const books: Partial<Books> = {
    newestSound: async () => ({ kept: snapshot(snapshots.shift()!), damaged: 0 }),
    plansAfter: async () => ledgers.shift()!.map((seq) => ({ plan: plan(seq), done: true })),
  }
  const reader = {
    read: async () => ({ records: [], next: 0 }),
    position: () => 0,
    caughtUp: async () => true,
    backlog: () => 0,
    done: () => {},
  }
  return recover({
    books: books as Books,
    clickhouse: recordingClickHouse().clickhouse,
    bundles: { current: bundle, find: async () => bundle, putInForce: async () => {} },
    place,
    stage: eventStage(decodeKept),
    open: () => reader,
    signal: new AbortController().signal,
    patiently: (work) => work(),
    redo: async () => {},
  })
}

test('what the last owner forgot between two questions is asked for again', async () => {
  const { state, replayed } = await recoverFrom([2, 9], [[7, 8, 9, 10], [10]])
  expect(state.seq).toBe(10)
  expect(replayed).toBe(1)
})

test('a ledger with a hole after the newest snapshot is given up', async () => {
  await expect(recoverFrom([2, 2], [[4], [4]])).rejects.toThrow('does not reach back to block 2')
})
