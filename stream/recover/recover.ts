import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { adopt } from '../block/adopt.ts'
import type { Block } from '../block/block.ts'
import type { Books, Place } from '../books.ts'
import type { SourceRecord } from '../decode/record.ts'
import { fault } from '../fault.ts'
import type { Plan } from '../plan/plan.ts'
import type { Reader } from '../source/source.ts'
import type { Stage, Standing } from '../stage.ts'
import type { BundleShelf } from './bundles.ts'

export interface Recovery<S extends Standing, R> {
  readonly books: Books
  readonly clickhouse: ClickHouse
  readonly bundles: BundleShelf
  readonly place: Place
  readonly stage: Stage<S, R>
  readonly open: (from: number) => Reader
  readonly signal: AbortSignal
  /** Asks a store until it answers: one that is away for a while is no reason to give the partition up. */
  readonly patiently: <T>(work: () => Promise<T>) => Promise<T>
  /** Writes a block that was planned and perhaps begun, and marks it done. */
  readonly redo: (block: Block) => Promise<void>
}

export interface Recovered<S> {
  readonly state: S
  readonly reader: Reader
  readonly replayed: number
  readonly redone: number
}

/**
 * The state of a partition as its last owner had it: the newest sound snapshot, then the ledger's plans over the same
 * records. What is done is replayed without output; what was only planned is done again under its own tokens, even if
 * some of its rows are there, which repairs views left half-written.
 */
export const recover = async <S extends Standing, R>(recovery: Recovery<S, R>): Promise<Recovered<S>> => {
  const { clickhouse, bundles, place, stage, open, signal, patiently, redo } = recovery
  const { kept, ledger } = await startingPoint(recovery)

  const state = kept ? stage.restore(kept, await bundles.find(kept.head.ruleSet)) : stage.empty(bundles.current)
  const waiting = kept?.head.waiting ?? []
  await patiently(() => stage.refill(state, place, clickhouse))

  const reader = open(Math.min(state.next, waiting[0]?.[0] ?? state.next))
  for (const [from, to] of waiting) {
    await skipTo(reader, from, signal)
    for (const record of await readUntil(reader, to, signal)) stage.hold(state, stage.decode(record))
  }
  await skipTo(reader, state.next, signal)

  let redone = 0
  for (const { plan, done } of ledger) {
    fault('in-recovery')
    if (plan.from !== state.next) throw new Error(`${name(plan)} begins at ${plan.from}, not at ${state.next}`)
    adopt(state, await bundles.find(plan.ruleSet))
    const records = (await readUntil(reader, plan.to, signal)).map(stage.decode)
    const block = stage.advance(state, records, plan)
    if (done) continue
    fault('before-redo')
    await redo(block)
    redone++
  }
  return { state, reader, replayed: ledger.length - redone, redone }
}

/**
 * The newest sound snapshot and the plans after it. The last owner may still go on, keep snapshots and forget the plans
 * behind them: a ledger that does not reach back to the snapshot is then only younger, and both are asked for again.
 * @throws when there is no younger snapshot: the ledger cannot be replayed, and starting over would count everything twice.
 */
const startingPoint = async ({
  books,
  place,
  patiently,
}: Pick<Recovery<Standing, unknown>, 'books' | 'place' | 'patiently'>) => {
  let before: number | null = null
  for (;;) {
    const { kept, damaged } = await patiently(() => books.newestSound(place))
    const seq = kept?.head.seq ?? 0
    const ledger = await patiently(() => books.plansAfter(place, seq))
    const isLost = damaged > 0 && seq === 0 && ledger.length === 0
    const isTorn = ledger.some(({ plan }, i) => plan.seq !== seq + 1 + i)
    if (!isLost && !isTorn) return { kept, ledger }
    if (seq === before) {
      throw new Error(
        `${place.topic}/${place.partition} cannot be recovered: ${damaged} damaged snapshots, and the plan ledger does ` +
          `not reach back to block ${seq}; restore a backup`,
      )
    }
    before = seq
  }
}

const name = (plan: Plan) => `block ${plan.seq} of ${plan.topic}/${plan.partition}`
const atOnce = 20_000

/** All records before offset `to`; waits until the source has handed over every one of them. */
const readUntil = async (reader: Reader, to: number, signal: AbortSignal) => {
  const records: SourceRecord[] = []
  while (reader.position() < to) {
    if (signal.aborted) throw signal.reason
    const batch = await reader.read({ max: atOnce, before: to, waitMs: 1_000 })
    for (const record of batch.records) records.push(record)
  }
  return records
}

const skipTo = async (reader: Reader, to: number, signal: AbortSignal): Promise<void> => {
  while (reader.position() < to) await readUntil(reader, Math.min(to, reader.position() + atOnce), signal)
}
