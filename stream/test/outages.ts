import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChdbServer } from '@mingjing/sql/chdb-server/server.ts'
import { type ClickHouse, openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { migrateClickHouse } from '@mingjing/sql/clickhouse/migrate.ts'
import { type Db, openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { plans } from '@mingjing/sql/postgres/schema.ts'
import { startPostgres } from '@mingjing/sql/test/postgres-server.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { openEdge } from '../ingest/edge.ts'
import { openIngestLog } from '../ingest/log.ts'
import { ingestTopic, logSource } from '../source/ingest-log.ts'
import { startWorker } from '../worker.ts'
import { countedSource } from './counted-source.ts'
import { isCommitted, isInserted, type OutageKind, openFaultProxy, outageKinds } from './fault-proxy.ts'
import { type Expected, expect, factsOf, found, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { randomFrom, trialEvents, trialStart } from './trial.ts'

const storeNames = ['ClickHouse', 'Postgres'] as const
export type StoreName = (typeof storeNames)[number]

export interface PlannedOutage {
  readonly store: StoreName
  readonly kind: OutageKind
  readonly ms: number
  readonly cutAt: number
  readonly delivers: boolean
}

/** Each kind of outage of each store once, in an order and for as long as the seed says; short ones are as likely as long. */
export const plannedOutages = (seed: number, shortestMs: number, longestMs: number): PlannedOutage[] => {
  const random = randomFrom(seed ^ 0x0ff)
  return storeNames
    .flatMap((store) => outageKinds.map((kind) => ({ store, kind, place: random() })))
    .sort((a, b) => a.place - b.place)
    .map(({ store, kind }) => ({
      ...{ store, kind, ms: Math.round(shortestMs * (longestMs / shortestMs) ** random()) },
      ...{ cutAt: 1 + Math.floor(random() * 400), delivers: random() < 0.5 },
    }))
}

/** An outage as it went. */
export interface SufferedOutage extends PlannedOutage {
  /** Connections, requests and answers spoiled, and attempts of the worker that failed meanwhile. */
  readonly felt: number
  /** Records that lay there unread or undone at its end. */
  readonly backlog: number
  /** Records done, and records that came, from the first block done after it until the backlog of that moment was done. */
  readonly drained: { readonly done: number; readonly came: number }
  /** Bytes of the heap at its beginning and its end. */
  readonly heap: readonly [number, number]
  /** What was marked done and is not whole in ClickHouse, in words. */
  readonly unkept: readonly string[]
}

export interface OutagesOutcome {
  readonly seed: number
  readonly outages: readonly SufferedOutage[]
  /** Most records read and not done at any time of an outage, most reads without a block done, most plans unfinished. */
  readonly held: { readonly records: number; readonly reads: number; readonly plans: number }
  /** Events sent a second time, of those acknowledged; and batches the way in refused meanwhile. */
  readonly repeats: number
  readonly refused: number
  readonly facts: number
  readonly expected: Expected
  readonly actual: Expected
  readonly account: Awaited<ReturnType<typeof ledger>>
}

const tickMs = 100
const piece = 200
/** Trial time that no round comes to. */
const mostEvents = 2_000_000

/**
 * Sends trial events steadily to a worker whose stores, a Postgres and a ClickHouse over HTTP, are away by plan. Another
 * way in, whose Postgres is the one that is away, sends some of them a second time. What the stores hold is returned beside
 * what the events acknowledged must lead to.
 */
export const runOutages = async (
  seed: number,
  plan: readonly PlannedOutage[],
  perSecond: number,
  tell: (outage: SufferedOutage) => void = () => {},
): Promise<OutagesOutcome> => {
  const random = randomFrom(seed)
  const folder = await mkdtemp(join(tmpdir(), 'mingjing-r6-'))
  const chdb = await startChdbServer({ path: join(folder, 'clickhouse'), port: 0 })
  const server = await startPostgres()
  const proxies = {
    ClickHouse: await openFaultProxy(Number(new URL(chdb.url).port), isInserted),
    Postgres: await openFaultProxy(Number(new URL(server.url).port), isCommitted),
  }
  const throughProxy = (url: string, store: StoreName) => {
    const there = new URL(url)
    there.port = String(proxies[store].port)
    return there.href
  }
  /** What observes, and the core systems’ way in, reach the stores at any time. */
  const near = { postgres: await openPostgres(server), clickhouse: await openClickHouse({ url: chdb.url }) }
  await migratePostgres(near.postgres)
  await migrateClickHouse(near.clickhouse)
  const far = {
    postgres: await openPostgres({ url: throughProxy(server.url, 'Postgres') }),
    clickhouse: await openClickHouse({ url: throughProxy(chdb.url, 'ClickHouse') }),
  }
  const log = await openIngestLog(join(folder, 'ingest'))
  const keys = passingKeys()
  const append = (events: readonly object[]) => log.append(events.map((event) => JSON.stringify(event)))
  const edge = { keys, topic: ingestTopic, append }
  const ingest = openEdge({ ...edge, db: near.postgres.db })
  const ingestAgain = openEdge({ ...edge, db: far.postgres.db })

  const began = Date.now()
  let isClockHeld = true
  const source = countedSource(logSource(log), () => worker?.status().events ?? 0)
  const worker = await startWorker({
    ...{ ...far, keys, bundle: trialBundle(), source },
    clock: () => trialStart + mostEvents * 2_000 + 20 * (Date.now() - began),
    steady: () => 20 * performance.now(),
    clockHeld: () => isClockHeld,
  })
  let failure: unknown = null
  worker.ended.catch((error) => {
    failure = error
  })
  const holds = async (what: () => boolean | Promise<boolean>, name: string, patienceMs = 180_000) => {
    const patience = performance.now() + patienceMs
    while (!(await what())) {
      if (failure !== null) throw failure
      if (performance.now() > patience)
        throw new Error(`waited in vain for ${name}: ${JSON.stringify(worker.status())}`)
      await sleep(50)
    }
  }

  let sent = 0
  let [repeats, refused] = [0, 0]
  const lineAt = (n: number) => trialEvents(seed, piece, Math.floor(n / piece) * piece)[n % piece]!
  let isLoaded = true
  const load = async () => {
    const start = performance.now()
    while (isLoaded) {
      const due = Math.floor(((performance.now() - start) / 1_000) * perSecond)
      const lines = trialEvents(seed, piece, Math.floor(sent / piece) * piece).slice(sent % piece)
      const some = lines.slice(0, Math.max(0, due - sent))
      if (some.length > 0) await ingest(some)
      sent += some.length
      if (sent >= due) await sleep(tickMs)
    }
  }
  const repeat = async () => {
    while (isLoaded) {
      await sleep(5 * tickMs)
      // Mostly what state remembers, now and then what must be looked up.
      const back = random() < 0.7 ? Math.min(sent, 1_000) : sent
      const some = Array.from({ length: Math.min(sent, 5) }, () => lineAt(sent - 1 - Math.floor(random() * back)))
      const isKept = await ingestAgain(some).then(
        () => true,
        () => false,
      )
      if (isKept) repeats += some.length
      else refused++
    }
  }
  const done = () => worker.status().events
  const loading = Promise.all([load(), repeat()])
  loading.catch((error) => {
    failure ??= error
  })
  let mostPlans = 0
  const outages: SufferedOutage[] = []
  try {
    await holds(() => done() >= perSecond, 'the first events')
    for (const planned of plan) {
      const { store, ms } = planned
      const before = heapInUse()
      source.beginOutage()
      const failures = await failuresOf(worker)
      const ends = performance.now() + ms
      proxies[store].begin(planned)
      // While it hangs nothing fails: then the worker feels it when more and more lies there undone.
      const isFelt = async () =>
        planned.kind === 'hang'
          ? proxies[store].spoiled() > 0 && log.end() - done() > perSecond / 2
          : (await failuresOf(worker)) > failures + 1
      await holds(
        async () => {
          mostPlans = Math.max(mostPlans, await unfinished(near.postgres.db))
          return performance.now() >= ends && (await isFelt())
        },
        `${store} to be missed (${planned.kind})`,
        ms + 180_000,
      )
      const heap = [before, heapInUse()] as const
      const unkept = await notDurable(near.clickhouse, near.postgres.db)
      const felt = (await failuresOf(worker)) - failures + proxies[store].spoiled()
      await proxies[store].end()
      const backlog = log.end() - done()
      source.endOutage()
      const atEnd = done()
      await holds(() => done() > atEnd || done() >= log.end(), 'the first block after an outage')
      const [from, to] = [done(), log.end()]
      await holds(() => done() >= to, 'what lay there to be done')
      const drained = { done: done() - from, came: log.end() - to }
      const suffered = { ...planned, felt, backlog, drained, heap, unkept }
      outages.push(suffered)
      tell(suffered)
    }
    isLoaded = false
    await loading
    // Without faults a fresh event gets through, by the way in that had been cut off too.
    const fresh = trialEvents(seed, piece, Math.floor(sent / piece) * piece)[sent % piece]!
    await ingestAgain([fresh])
    sent++
    await holds(() => done() >= log.end(), 'a fresh event to get through')
    isClockHeld = false
    const last = trialStart + mostEvents * 2_000 - 60_000
    await holds(() => (worker.status().watermark ?? 0) > last, 'time to pass')
    await worker.stop()
    const account = await ledger(near.clickhouse, near.postgres.db)
    const lines: string[] = []
    for (let from = 0; from < sent; from += piece) lines.push(...trialEvents(seed, piece, from))
    const facts = factsOf(lines.slice(0, sent))
    return {
      ...{
        seed,
        outages,
        held: { ...source.most(), plans: mostPlans },
        repeats,
        refused,
        facts: facts.length,
        account,
      },
      expected: expect(trialBundle(), facts, account.watermark),
      actual: await found(near.clickhouse, near.postgres.db),
    }
  } finally {
    isLoaded = false
    for (const store of storeNames) await proxies[store].end()
    await loading.catch(() => {})
    await worker.stop().catch(() => {})
    await log.close()
    for (const { postgres, clickhouse } of [far, near]) {
      await postgres.close()
      await clickhouse.close()
    }
    for (const store of storeNames) await proxies[store].close()
    await chdb.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const heapInUse = () => {
  global.gc?.()
  return process.memoryUsage().heapUsed
}

const failuresOf = async (worker: { metrics(): Promise<string> }): Promise<number> =>
  Number(/^mingjing_sink_failures_total (\d+)/m.exec(await worker.metrics())?.[1] ?? 0)

const unfinished = async (db: Db): Promise<number> =>
  (await db.select({ state: plans.state }).from(plans)).filter(({ state }) => state !== 'done').length

/** Whether all that the ledger calls done is in ClickHouse: asked in this order, for the worker may go on meanwhile. */
const notDurable = async (clickhouse: ClickHouse, db: Db): Promise<string[]> => {
  const all = (await db.select().from(plans)).filter(({ state }) => state === 'done')
  const seq = Math.max(0, ...all.map((plan) => plan.seq))
  const to = Math.max(0, ...all.map((plan) => plan.toOffset))
  const [blocks] = await clickhouse.query<{ n: number; kept: number }>(
    'SELECT uniqExact(seq) AS n, sum(ok + late) AS kept FROM blocks WHERE seq <= {seq:UInt64}',
    { seq },
  )
  const [events] = await clickhouse.query<{ n: number; u: number }>(
    'SELECT count() AS n, uniqExact(offset) AS u FROM events WHERE offset < {to:UInt64}',
    { to },
  )
  const problems: string[] = []
  if (Number(blocks!.n) !== seq) problems.push(`${seq} blocks are marked done, ${blocks!.n} are written`)
  if (Number(events!.n) !== Number(blocks!.kept) || Number(events!.u) !== Number(events!.n))
    problems.push(`blocks tell of ${blocks!.kept} events, there are ${events!.n} of ${events!.u} offsets`)
  return problems
}
