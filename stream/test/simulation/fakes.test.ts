import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../../block/advance.ts'
import type { Block } from '../../block/block.ts'
import { emptyState } from '../../block/state.ts'
import { type Books, postgresBooks } from '../../books.ts'
import { lookUp, refill } from '../../dedupe/lookup.ts'
import { createSeen } from '../../dedupe/seen.ts'
import { Fenced } from '../../plan/ledger.ts'
import type { Plan } from '../../plan/plan.ts'
import { encode, isWritten, writeRows } from '../../sink/clickhouse.ts'
import { type EventHead, keep } from '../../snapshot/kept.ts'
import type { Head, Kept } from '../../stage.ts'
import { trialBundle } from '../rules.ts'
import { openTrialStores, type TrialStores } from '../stores.ts'
import { trialEvents, trialStart } from '../trial.ts'
import { decode } from './arrivals.ts'
import { createFakeBooks } from './fake-books.ts'
import { createFakeClickHouse } from './fake-clickhouse.ts'
import type { Ask } from './path.ts'
import { createProcess } from './process.ts'

/** What the simulation stands on: its stores do what the real ones do. One contract, asked of both. */

const place = { topic: 'events', partition: 0 }
const bundle = trialBundle()
const perBlock = 50
const records = trialEvents(3, 6 * perBlock).map((text, offset) => decode({ offset, text }))

/** Six blocks, with the state after each. */
/** Rows that can be read more than once. */
const heldStill = <H extends Head>({ head, rows }: Kept<H>): Kept<H> =>
  JSON.parse(JSON.stringify({ head, rows: [...rows] }))

const made = (() => {
  const state = emptyState(bundle)
  const blocks: { block: Block; plan: Plan; kept: Kept<EventHead> }[] = []
  for (let i = 0; i < 6; i++) {
    const [from, to] = [i * perBlock, (i + 1) * perBlock]
    const clock = trialStart + to * 2_000
    const plan: Plan = {
      ...{ ...place, seq: i + 1, from, to, clock, ruleSet: bundle.hash },
      answers: { wall: clock, known: [] },
    }
    const block = advance(state, records.slice(from, to), plan)
    blocks.push({ block, plan, kept: heldStill(keep(state)) })
  }
  return blocks
})()
const [first, second] = made as [(typeof made)[number], (typeof made)[number]]

interface Stores {
  readonly books: Books
  readonly clickhouse: ClickHouse
}

/** Asks at once, and nothing befalls it. */
const atOnce: Ask = async (_process, _call, _about, effect) => effect()
const simulated = (): Stores => {
  const clickhouse = createFakeClickHouse(atOnce, null)
  const wrong = (what: string) => {
    throw new Error(what)
  }
  const books = createFakeBooks({ ask: atOnce, sabotage: null, wrong, isWritten: clickhouse.hasBlock })
  const process = createProcess('p', 0)
  return { books: books.connect(process), clickhouse: clickhouse.connect(process) }
}

let trial: TrialStores
const stores: Record<string, Stores> = {}
beforeAll(async () => {
  trial = await openTrialStores()
  stores.real = { books: postgresBooks(trial.postgres.db, passingKeys()), clickhouse: trial.clickhouse }
  stores.simulated = simulated()
})
afterAll(() => trial.close())

const rows = (clickhouse: ClickHouse, block: Block) => writeRows(clickhouse, encode(block), (work) => work())
const refilled = async (clickhouse: ClickHouse, floor: number, next: number) => {
  const seen = { ...createSeen(), floor }
  await refill(clickhouse, place, seen, next)
  return [...seen.times].sort()
}

test.each(['real', 'simulated'])('%s stores keep the promises a partition counts on', async (which) => {
  const { books, clickhouse } = stores[which]!

  await books.enterPlan(first.plan, 'a')
  await books.enterPlan(first.plan, 'a')
  await expect(books.enterPlan(first.plan, 'b')).rejects.toThrow(Fenced)
  await expect(books.enterPlan({ ...first.plan, to: 7 }, 'a')).rejects.toThrow(Fenced)
  await books.enterPlan(second.plan, 'a')
  expect(await books.plansAfter(place, 0)).toEqual([
    { plan: first.plan, done: false },
    { plan: second.plan, done: false },
  ])
  await books.claimPlan(first.plan, 'b')
  await expect(books.checkOurs(first.plan, 'a')).rejects.toThrow(Fenced)
  await books.checkOurs(first.plan, 'b')

  expect(await isWritten(clickhouse, first.plan)).toBe(false)
  await rows(clickhouse, first.block)
  await rows(clickhouse, first.block)
  expect(await isWritten(clickhouse, first.plan)).toBe(true)
  expect(await books.isDone(first.plan)).toBe(false)
  await books.commit(first.block)
  expect(await books.isDone(first.plan)).toBe(true)
  await expect(books.commit(first.block)).rejects.toThrow(Fenced)
  await expect(books.claimPlan(first.plan, 'c')).rejects.toThrow(Fenced)
  await expect(books.checkOurs(first.plan, 'b')).rejects.toThrow(Fenced)
  await rows(clickhouse, second.block)
  await books.commit(second.block)
  expect((await books.plansAfter(place, 0)).map(({ done }) => done)).toEqual([true, true])

  expect(await books.newestSound(place)).toEqual({ kept: null, damaged: 0 })
  await books.keepSnapshot(place, await books.seal(second.kept))
  for (const { plan, block, kept } of made.slice(2)) {
    await books.enterPlan(plan, 'a')
    await rows(clickhouse, block)
    await books.commit(block)
    await books.keepSnapshot(place, await books.seal(kept))
  }
  const { kept, damaged } = await books.newestSound(place)
  expect(damaged).toBe(0)
  expect(heldStill(kept!)).toEqual(made[5]!.kept)
  // Three snapshots are kept, and the plans after the oldest of them.
  expect((await books.plansAfter(place, 0)).map(({ plan }) => plan.seq)).toEqual([5, 6])
  await expect(books.enterPlan(second.plan, 'a')).rejects.toThrow(Fenced)
})

test('both answer alike what state cannot tell', async () => {
  const { real, simulated } = stores as { real: Stores; simulated: Stores }
  const events = records.flatMap((record) => (record.kind === 'event' ? [record] : []))
  const again = events.map((record) => ({ ...record, offset: record.offset + 10_000 }))
  const strange = { ...again[0]!, event: { ...again[0]!.event, source: 'elsewhere' } }
  for (const from of [0, 120, 100_000]) {
    const known = await lookUp(simulated.clickhouse, place, from, [...again, strange])
    expect(known.length).toBe(Math.min(from, events.length))
    expect(await lookUp(real.clickhouse, place, from, [...again, strange])).toEqual(known)
  }
  for (const [floor, next] of [
    [0, 120],
    [trialStart + 200_000, 300],
  ] as const) {
    const facts = await refilled(simulated.clickhouse, floor, next)
    expect(facts.length).toBeGreaterThan(50)
    expect(await refilled(real.clickhouse, floor, next)).toEqual(facts)
  }
})
