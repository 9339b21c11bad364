import { eventStage } from '../../block/stage.ts'
import { createMetrics } from '../../metrics.ts'
import { ownPartition } from '../../own.ts'
import type { Worker } from '../../partition.ts'
import type { BundleShelf } from '../../recover/bundles.ts'
import { createStatus, type Status } from '../../status.ts'
import { type Arrivals, decode } from './arrivals.ts'
import { createFakeBooks } from './fake-books.ts'
import { createFakeClickHouse } from './fake-clickhouse.ts'
import { createLog } from './fake-log.ts'
import type { Faults } from './faults.ts'
import { createGroup } from './group.ts'
import { createPath } from './path.ts'
import { deliver, type Process } from './process.ts'
import type { Sabotage } from './sabotage.ts'
import type { Time } from './time.ts'

interface Setting {
  readonly time: Time
  readonly random: () => number
  readonly faults: Faults
  readonly sabotage: Sabotage | null
  readonly arrivals: Pick<Arrivals, 'records'>
  readonly bundles: BundleShelf
  /** The wall clock as a process reads it, epoch ms. */
  readonly wall: (process: Process) => number
  /** The steady clock of the machine, ms. */
  readonly steady: () => number
  readonly trace: (line: string) => void
  readonly wrong: (what: string) => void
}

const place = { topic: 'events', partition: 0 }
const metrics = createMetrics()

/** The real worker of one partition on a log, stores and clocks in memory; begun by `group.start()`. */
export const assemble = (setting: Setting) => {
  const { time, random, faults, sabotage, arrivals, bundles, trace, wrong } = setting
  const ask = createPath({ time, random, faults, group: () => group, trace })
  const clickhouse = createFakeClickHouse(ask, sabotage)
  const books = createFakeBooks({ ask, sabotage, wrong, isWritten: clickhouse.hasBlock })
  const doneTo = () => books.plans[books.done() - 1]?.to ?? 0
  /** Nobody may be told that something is done which a crash could take back. */
  const done = (process: Process, next: number) => {
    if (next > doneTo()) wrong(`${process.name} says that all before ${next} is done, and all before ${doneTo()} is`)
  }
  const open = createLog({ time, ask, random, arrivals, done })

  const runIn = (process: Process): Promise<void> => {
    let lives = 0
    const status: Status = {
      ...createStatus(),
      enter: (block) => done(process, block.plan.to),
      stand: (_, next) => done(process, next),
    }
    const worker: Worker = {
      books: books.connect(process),
      clickhouse: clickhouse.connect(process),
      bundles,
      metrics,
      status,
      clock: () => setting.wall(process),
      steady: setting.steady,
      clockHeld: () => false,
      post: null,
      pace: {
        now: time.now,
        pause: (ms, signal) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => resolve(), { once: true })
            if (signal.aborted) resolve()
            else deliver(time, process, ms, resolve)
          }),
      },
    }
    const nextLife = () => `${process.name}.${++lives}`
    return ownPartition(
      { worker, nextLife, place, stage: eventStage(decode), signal: process.abort.signal },
      open(process),
    )
  }
  const group = createGroup({ time, random, run: runIn, trace, wrong })
  return { clickhouse, books, group, doneTo }
}
