import { eventRef } from '@mingjing/rules/hits/id.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Post } from './across/post.ts'
import { adopt } from './block/adopt.ts'
import type { Block } from './block/block.ts'
import type { Books, Place } from './books.ts'
import { fault } from './fault.ts'
import { log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Pace } from './pace.ts'
import type { Plan } from './plan/plan.ts'
import type { BundleShelf } from './recover/bundles.ts'
import { recover } from './recover/recover.ts'
import { encode, isWritten, type TableRows, writeRows } from './sink/clickhouse.ts'
import { writeEffects } from './sink/effects.ts'
import { persist } from './sink/retry.ts'
import { gather } from './source/gather.ts'
import type { Reader } from './source/source.ts'
import type { Stage, Standing } from './stage.ts'
import type { Status } from './status.ts'
import { troubleOf } from './trouble.ts'

/** Limits of a block: records, and the least time between two blocks that are not full. */
export const blockRecords = 20_000
const blockMs = 200
/** How long the first event after a silence waits for others to share its block. */
const gatherMs = 100
const tickMs = 500
/** A snapshot is taken after so many records, or after so long when anything came. */
const snapshotRecords = 500_000
const snapshotMs = 60_000

/** What the partitions of one worker share. */
export interface Worker {
  readonly books: Books
  readonly clickhouse: ClickHouse
  readonly bundles: BundleShelf
  readonly metrics: Metrics
  readonly status: Status
  /** Epoch ms. The only clock that decides anything; it is sampled once a block and enters the plan. */
  readonly clock: () => number
  /** Ms since some start, never set: tells how long nothing came, whatever the other clock says. */
  readonly steady: () => number
  /** While true the wall clock does not drive time, however quiet it is: history is still being loaded. */
  readonly clockHeld: () => boolean
  readonly pace: Pace
  /** Carries what blocks tell places across partitions; null where one partition has everything. */
  readonly post: Pick<Post, 'send'> | null
}

interface Lane<S extends Standing, R> {
  readonly worker: Worker
  /** Names this ownership of the partition in the ledger: a worker that lost it and got it back is another owner. */
  readonly life: string
  readonly place: Place
  readonly stage: Stage<S, R>
  readonly signal: AbortSignal
}

/** All of a lane that writing a block needs. */
type Writing = Omit<Lane<Standing, unknown>, 'stage'>

/** Reads, decides and writes one partition until the signal aborts; then takes a last snapshot. */
export const runPartition = async <S extends Standing, R>(
  lane: Lane<S, R>,
  open: (from: number) => Reader,
): Promise<void> => {
  const { worker, place, signal, stage } = lane
  const { books, clickhouse, bundles, status, pace } = worker
  const logger = log.child(place)
  status.be('recovering')
  const started = performance.now()
  const recovered = await recover({
    books,
    clickhouse,
    bundles,
    place,
    stage,
    open,
    signal,
    patiently: (work) => patiently(lane, work),
    redo: async (block) => {
      await patiently(lane, () => books.claimPlan(block.plan, lane.life))
      const rows = (await patiently(lane, () => isWritten(clickhouse, block.plan))) ? [] : encode(block)
      await write(lane, block, rows, { backlog: 0, buffered: 0 })
    },
  })
  const { state, reader } = recovered
  logger.info(
    { seq: state.seq, next: state.next, replayed: recovered.replayed, redone: recovered.redone, ms: since(started) },
    'recovered',
  )
  status.be('running')
  status.stand(place.partition, state.next)

  /** The block being written, at most one. */
  let writing = Promise.resolve()
  const snapshotted = { at: worker.clock(), next: state.next, seq: state.seq }
  const plan = stage.planner({
    ...{ worker, place, reader },
    patiently: (work) => patiently(lane, work),
    written: () => writing,
  })
  let blockStarted = 0
  try {
    while (!signal.aborted) {
      const spare = blockStarted + blockMs - pace.now()
      if (spare > 0 && reader.backlog() < blockRecords) await pace.pause(spare, signal)
      const first = await reader.read({ max: blockRecords, waitMs: tickMs })
      if (first.next > state.next) blockStarted = pace.now()
      const batch = await gather(reader, first, gatherMs, signal, pace.pause)
      if (signal.aborted) break
      const records = timed(worker, 'decode', () => batch.records.map(stage.decode))
      const asked = await plan(state, records, batch.next)
      if (asked === null) {
        // Were it awaited with the next block only, an idle partition would not learn that it is another's.
        await writing
        continue
      }
      const { bundle, clock, answers } = asked
      adopt(state, bundle)
      const next: Plan = {
        ...place,
        seq: state.seq + 1,
        from: state.next,
        to: batch.next,
        clock,
        ruleSet: bundle.hash,
        answers,
      }
      await patiently(lane, () => books.enterPlan(next, lane.life))
      fault('after-plan')
      const block = timed(worker, 'decide', () => stage.advance(state, records, next))
      const rows = timed(worker, 'encode', () => encode(block))
      // One block is written while the next one is read and decided; no more, so memory stays flat.
      await writing
      writing = write(lane, block, rows, { backlog: reader.backlog(), buffered: stage.buffered(state) })
      // Its failure is thrown where it is awaited; until then it must not count as unhandled.
      writing.catch(() => {})

      const wall = worker.clock()
      const due = state.next - snapshotted.next >= snapshotRecords || Math.abs(wall - snapshotted.at) >= snapshotMs
      if (due && state.seq > snapshotted.seq) {
        await writing
        reader.done(state.next)
        await takeSnapshot(lane, state)
        Object.assign(snapshotted, { at: wall, next: state.next, seq: state.seq })
      }
    }
    await writing
    if (state.seq > snapshotted.seq) await takeSnapshot(lane, state)
    reader.done(state.next)
    logger.info({ seq: state.seq, next: state.next }, 'drained')
  } finally {
    await writing.catch(() => {})
    status.leave(place.partition)
  }
}

const write = async (
  lane: Writing,
  block: Block,
  rows: readonly TableRows[],
  lanes: { backlog: number; buffered: number },
): Promise<void> => {
  const { worker } = lane
  const started = performance.now()
  await writeRows(worker.clickhouse, rows, (insert) =>
    patiently(lane, async () => {
      await worker.books.checkOurs(block.plan, lane.life)
      await insert()
    }),
  )
  worker.metrics.stage.observe({ stage: 'clickhouse' }, since(started) / 1000)
  fault('after-insert')
  const { post, books } = worker
  if (post && block.outward) {
    await patiently(lane, async () => {
      await books.checkOurs(block.plan, lane.life)
      await post.send(block)
    })
  }
  const then = performance.now()
  const attempt = { first: true }
  const opened = await patiently(lane, () => writeEffects(worker.books, block, attempt))
  worker.metrics.stage.observe({ stage: 'postgres' }, since(then) / 1000)
  fault('after-done')
  worker.metrics.enter(block, opened, lanes)
  for (const { ruleId, ruleVersion, at, event, ...budget } of block.stopped)
    log.warn(
      { ...lane.place, rule: ruleId, version: ruleVersion, ...budget, at: new Date(at), event: eventRef(event) },
      'a rule is stopped: it went beyond its budget',
    )
  worker.status.enter(block, lanes.backlog)
}

const takeSnapshot = async <S extends Standing, R>(lane: Lane<S, R>, state: S): Promise<void> => {
  const { worker, place, stage } = lane
  const began = performance.now()
  const sealed = await worker.books.seal(stage.keep(state))
  worker.metrics.stage.observe({ stage: 'snapshot' }, since(began) / 1000)
  await patiently(lane, () => worker.books.keepSnapshot(place, sealed))
  worker.metrics.snapshots.set(sealed.state.length)
}

/** Does the work until it succeeds; meanwhile the worker says that it waits, and for what. */
const patiently = <T>({ worker, signal, place }: Writing, work: () => Promise<T>): Promise<T> =>
  persist(work, {
    signal,
    pause: worker.pace.pause,
    troubled: (error) => {
      if (error === null) return worker.status.be('running')
      worker.metrics.troubles.inc()
      worker.status.be('waiting', error instanceof Error ? troubleOf(error).message : String(error))
      log.warn({ ...place, err: error }, 'a store is away; waiting')
    },
  })

const since = (started: number): number => Math.round(performance.now() - started)

const timed = <T>(worker: Worker, stage: string, work: () => T): T => {
  const started = performance.now()
  const result = work()
  worker.metrics.stage.observe({ stage }, (performance.now() - started) / 1000)
  return result
}
