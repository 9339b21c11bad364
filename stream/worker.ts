import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { replanClocks } from '@mingjing/sql/bank-days/replan.ts'
import { takeBankDays } from '@mingjing/sql/bank-days/take.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { dropOldDeliveries } from '@mingjing/sql/deliveries/retention.ts'
import { passTime } from '@mingjing/sql/exemptions/over.ts'
import { listenToNotices } from '@mingjing/sql/live/notices.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { drawLastMonth } from '@mingjing/sql/quality/draw.ts'
import { currentHash } from '@mingjing/sql/queries/bundle.ts'
import type { WorkerStatus } from '@mingjing/sql/runtime.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import type { Post } from './across/post.ts'
import { acrossStage } from './across/stage.ts'
import { numberOf, type Topology } from './across/topology.ts'
import { eventStage } from './block/stage.ts'
import { postgresBooks } from './books.ts'
import type { Senders } from './delivery/senders.ts'
import { alertPeople } from './jobs/alerts.ts'
import { arrange } from './jobs/arrange.ts'
import { deliver } from './jobs/deliver.ts'
import { recheckGaps } from './jobs/recheck.ts'
import { recheckStopped } from './jobs/recheck-stopped.ts'
import { reconcileAndTell } from './jobs/reconcile.ts'
import { retainAndTell } from './jobs/retention.ts'
import { schedule } from './jobs/schedule.ts'
import { log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { ownPartition } from './own.ts'
import { realPace } from './pace.ts'
import type { Worker } from './partition.ts'
import { openShelf } from './recover/bundles.ts'
import { persist } from './sink/retry.ts'
import type { EventSource, Source } from './source/source.ts'
import { createStatus } from './status.ts'
import { troubleOf } from './trouble.ts'

export interface WorkerParts {
  readonly postgres: Postgres
  readonly clickhouse: ClickHouse
  readonly keys: Keys
  readonly bundle: Bundle
  readonly source: EventSource
  /** Where events lie in several partitions: how those who judge across them are reached. */
  readonly across?: Across
  readonly clock?: () => number
  /** Ms that pass, whatever `clock` is set to; default `performance.now`. */
  readonly steady?: () => number
  readonly clockHeld?: () => boolean
  /** Channels people are told by besides the inbox; one without a sender is off. */
  readonly senders?: Senders
}

export interface Across {
  readonly topology: Topology
  /** The topic between the stages. */
  readonly source: Source
  readonly post: Post
}

export interface RunningWorker {
  status(): WorkerStatus
  /** Prometheus text. */
  metrics(): Promise<string>
  /** Resolves when everything of a partition before offset `next` has taken effect. */
  reached(partition: number, next: number): Promise<void>
  /** Rejects when the worker cannot go on; resolves after {@link stop}. */
  readonly ended: Promise<void>
  /** Finishes what is begun, takes a snapshot and stops reading. */
  stop(): Promise<void>
}

const minute = 60_000
/** How long something told waits at most before it is sent. */
const deliveryMs = 5_000
/** How long an issue waits at most before it is assigned, where that is automatic. */
const arrangeMs = 5_000

/** Starts a worker over a source. Stores must be migrated. */
export const startWorker = async (parts: WorkerParts): Promise<RunningWorker> => {
  const { source } = parts
  const status = createStatus()
  const metrics = createMetrics()
  const bundles = await openShelf(parts.postgres.db, parts.bundle)
  const id = `${hostname()}:${process.pid}:${randomUUID()}`
  const { db } = parts.postgres
  const worker: Worker = {
    books: postgresBooks(db, parts.keys),
    clickhouse: parts.clickhouse,
    bundles,
    metrics,
    status,
    clock: parts.clock ?? Date.now,
    steady: parts.steady ?? (() => performance.now()),
    clockHeld: parts.clockHeld ?? (() => false),
    pace: realPace,
    post: parts.across?.post ?? null,
  }

  let asked = 0
  /** Asks which bundle is in force rather than believe a notice: it may be older than one heard already. */
  const takeInForce = async () => {
    const mine = ++asked
    const hash = await currentHash(db)
    if (mine !== asked || hash === null) return
    const before = bundles.current.hash
    await bundles.putInForce(hash)
    if (bundles.current.hash !== before) log.info({ bundle: hash, before }, 'another bundle is in force')
  }
  const look = () => {
    takeBankDays(db).catch((error) => log.error({ err: error }, 'the bank’s days cannot be read'))
    takeInForce().catch((error) => log.error({ err: error }, 'the bundle in force cannot be used'))
  }
  /** Before anything of a partition is judged: what it opens gets clocks by the bank's days as they stand. */
  const knowDays = (signal: AbortSignal): Promise<void> =>
    persist(() => takeBankDays(db), {
      signal,
      pause: worker.pace.pause,
      troubled: (error) => error !== null && log.warn({ err: error }, 'the bank’s days cannot be read; waiting'),
    }).catch((error) => {
      if (!signal.aborted) throw error
    })
  const unlisten = await listenToNotices(parts.postgres, (notice) => notice.kind === 'bundle' && look(), look)

  const by = { owner: id, db, clock: worker.clock, held: worker.clockHeld }
  const jobs = [
    schedule(
      {
        ...{ name: 'recheck', everyMs: 10 * minute, leaseMs: 9 * minute },
        async run(now) {
          const done = await recheckGaps({ db, clickhouse: parts.clickhouse }, bundles, now)
          if (done.gaps > 0) log.info(done, 'late events judged again')
          const caught = await recheckStopped({ db, clickhouse: parts.clickhouse }, bundles, now)
          if (caught.opened + caught.withdrawn > 0) log.info(caught, 'judged by SQL in place of stopped rules')
        },
      },
      by,
    ),
    schedule(
      {
        ...{ name: 'reconcile', everyMs: 60 * minute, leaseMs: 59 * minute },
        run: (now) =>
          reconcileAndTell({ db, clickhouse: parts.clickhouse }, now, (differences) =>
            metrics.differences.set(differences),
          ),
      },
      by,
    ),
    schedule(
      {
        ...{ name: 'care', everyMs: minute, leaseMs: minute },
        async run(now) {
          const { woken } = await passTime(db, now)
          if (woken.length > 0) log.info({ issues: woken.length }, 'exemptions are over; issues are to be worked again')
          const drawn = await drawLastMonth(db, parts.keys, now)
          if (drawn !== null) log.info({ drawn }, 'the quality sample of last month was drawn')
          const replanned = await replanClocks(db, now)
          if (replanned > 0) log.info({ replanned }, 'clocks of issues were planned anew by another calendar')
          const removed = await dropOldDeliveries(db, now)
          if (removed > 0) log.info({ removed }, 'messages delivered long ago were removed from the outbox')
        },
      },
      by,
    ),
    schedule(
      {
        ...{ name: 'retention', everyMs: 60 * minute, leaseMs: 59 * minute },
        run: (now) => retainAndTell({ db, clickhouse: parts.clickhouse, keys: parts.keys }, now),
      },
      by,
    ),
    schedule(
      {
        ...{ name: 'arrange', everyMs: arrangeMs, leaseMs: minute },
        async run(now) {
          const done = await arrange({ db, clickhouse: parts.clickhouse }, now)
          for (const [outcome, n] of Object.entries(done)) if (n > 0) metrics.arranged.inc({ outcome }, n)
        },
      },
      by,
    ),
    schedule(
      {
        ...{ name: 'alerts', everyMs: minute, leaseMs: 5 * minute },
        async run(now) {
          const done = await alertPeople(parts, now)
          if (done.told > 0) log.info(done, 'people were told of indicators they watch')
        },
      },
      by,
    ),
  ]
  const { senders } = parts
  if (senders)
    jobs.push(
      schedule(
        {
          ...{ name: 'deliver', everyMs: deliveryMs, leaseMs: 3 * minute },
          async run() {
            const done = await deliver(parts.postgres.db, senders, worker.clock)
            for (const [outcome, n] of Object.entries(done)) if (n > 0) metrics.deliveries.inc({ outcome }, n)
          },
        },
        by,
      ),
    )

  let lives = 0
  const nextLife = () => `${id}:${++lives}`
  const { across } = parts
  const stage = eventStage(source.decode, across?.topology.places)
  const runs = [
    source.run(async (partition, open, signal) => {
      await knowDays(signal)
      const place = { topic: source.topic, partition }
      return ownPartition({ worker, nextLife, place, stage, signal }, open)
    }),
  ]
  if (across) {
    const { topology } = across
    runs.push(
      across.source.run(async (partition, open, signal) => {
        await knowDays(signal)
        const place = { topic: across.source.topic, partition: numberOf(partition) }
        return ownPartition({ worker, nextLife, place, stage: acrossStage(topology, partition), signal }, open)
      }),
    )
  }
  const ended = Promise.all(runs).then(() => {})
  ended.catch((error) => {
    log.fatal({ err: error }, 'the worker cannot go on')
    status.be('failed', error instanceof Error ? troubleOf(error).message : String(error))
  })

  return {
    status: () => status.read(),
    metrics: () => metrics.registry.metrics(),
    reached: status.reached,
    ended,
    async stop() {
      status.be('draining')
      await unlisten()
      await source.stop()
      await across?.source.stop()
      await across?.post.close()
      for (const end of jobs) await end()
      status.be('stopped')
    },
  }
}
