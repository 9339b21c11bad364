import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { snapshots } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { and, eq } from 'drizzle-orm'
import { eventStage } from '../block/stage.ts'
import { postgresBooks } from '../books.ts'
import { decodeKept } from '../decode/record.ts'
import { openEdge } from '../ingest/edge.ts'
import { type IngestLog, openIngestLog } from '../ingest/log.ts'
import { openShelf } from '../recover/bundles.ts'
import { recover } from '../recover/recover.ts'
import { ingestTopic, logReader, logSource } from '../source/ingest-log.ts'
import { startWorker } from '../worker.ts'
import { type Expected, expect, factsOf, found, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, type TrialStores, trialClock, trialSteady, until } from './stores.ts'
import { randomFrom, trialEvents, trialStart } from './trial.ts'

/** What can be damaged: one snapshot, all of them, a segment of the log, the number acknowledged. */
export const damageTargets = ['snapshot', 'snapshots', 'segment', 'acknowledged'] as const
type Target = (typeof damageTargets)[number]

export interface DamageOutcome {
  readonly seed: number
  /** By target: told by an error that names the place, and without any effect on the state or on what is read. */
  readonly found: Readonly<Record<Target, number>>
  readonly harmless: Readonly<Record<Target, number>>
  /** Damages that led to another state, to other records, or to an error that names no place. */
  readonly wrong: readonly string[]
  readonly facts: number
  readonly expected: Expected
  readonly actual: Expected
  readonly account: Awaited<ReturnType<typeof ledger>>
}

const place = { topic: ingestTopic, partition: 0 }
const limits = { segmentBytes: 60_000 }
const count = 1_600
/** Records acknowledged that the worker has not read when the damage is done. */
const unread = 100
/** Recovery and reading of an undamaged world, as text. */
type Reading = { readonly kind: 'read'; readonly state: string; readonly records: readonly string[] }
type Came = Reading | { readonly kind: 'refused'; readonly why: string }

/**
 * Lets a worker judge events, stop three times and leave some unread; then damages a copy of its log, or its snapshots, a
 * byte or a tail at a time, and each time opens the log, recovers the state and reads every record. At last the worker goes
 * on undamaged, and what the stores hold is returned beside what the events must lead to.
 */
export const runDamage = async (seed: number, damages: number): Promise<DamageOutcome> => {
  const random = randomFrom(seed)
  const pick = (n: number) => Math.floor(random() * n)
  const stores = await openTrialStores()
  const folder = join(stores.folder, 'ingest')
  const copy = await mkdtemp(join(tmpdir(), 'mingjing-r11-'))
  const lines = trialEvents(seed, count)
  const clock = trialClock(count)
  const [found_, harmless] = [noneYet(), noneYet()]
  const wrong: string[] = []
  try {
    for (const [from, to] of [
      [0, 600],
      [600, 1_100],
      [1_100, count - unread],
    ] as const)
      await live(stores, folder, clock, async (world) => {
        for (let at = from; at < to; at += 100) await world.send(lines.slice(at, Math.min(to, at + 100)))
      })
    const log = await openIngestLog(folder, limits)
    await edgeOf(stores, log)(lines.slice(count - unread))
    await log.close()

    const sound = await comeBack(stores, folder)
    if (sound.kind !== 'read') throw new Error(sound.why)
    const { db } = stores.postgres
    const kept = await db.select().from(snapshots)
    for (let n = 0; n < damages; n++) {
      const target = damageTargets[n % damageTargets.length]!
      await rm(copy, { recursive: true })
      await cp(folder, copy, { recursive: true })
      const what =
        target === 'snapshot' || target === 'snapshots'
          ? await damageSnapshots(db, target === 'snapshots' ? kept : [kept[pick(kept.length)]!], pick)
          : await damageFile(copy, target, pick)
      const came = await comeBack(stores, copy)
      for (const row of kept)
        await db
          .update(snapshots)
          .set(row)
          .where(and(eq(snapshots.topic, row.topic), eq(snapshots.seq, row.seq)))
      if (came.kind === 'read' && isDeepStrictEqual(came, sound)) harmless[target]++
      else if (came.kind === 'refused' && (came.why.includes(copy) || /damaged snapshots/.test(came.why)))
        found_[target]++
      else wrong.push(`${n}: ${what}: ${came.kind === 'refused' ? came.why : 'another state, or other records'}`)
    }

    await live(stores, folder, clock, async (world) => {
      await world.send([])
      world.letTimePass()
      const last = trialStart + count * 2_000 + 2 * 3_600_000
      await until(() => world.watermark() > last, 'time to pass')
    })
    const account = await ledger(stores.clickhouse, db)
    const facts = factsOf(lines)
    return {
      ...{ seed, found: found_, harmless, wrong, facts: facts.length, account },
      expected: expect(trialBundle(), facts, account.watermark),
      actual: await found(stores.clickhouse, db),
    }
  } finally {
    await rm(copy, { recursive: true, force: true })
    await stores.close()
  }
}

const noneYet = (): Record<Target, number> => ({ snapshot: 0, snapshots: 0, segment: 0, acknowledged: 0 })

const edgeOf = ({ postgres }: TrialStores, log: IngestLog) =>
  openEdge({
    ...{ db: postgres.db, keys: passingKeys(), topic: ingestTopic },
    append: (events) => log.append(events.map((event) => JSON.stringify(event))),
  })

interface World {
  /** Resolves when these, and all before them, have taken effect. */
  send(lines: readonly string[]): Promise<void>
  letTimePass(): void
  watermark(): number
}

/** A worker over the log for as long as `work` takes; stopping it takes a snapshot. */
const live = async (
  stores: TrialStores,
  folder: string,
  clock: () => number,
  work: (world: World) => Promise<void>,
) => {
  const log = await openIngestLog(folder, limits)
  let isHeld = true
  const worker = await startWorker({
    ...{ postgres: stores.postgres, clickhouse: stores.clickhouse, keys: passingKeys(), bundle: trialBundle() },
    ...{ source: logSource(log), clock, steady: trialSteady, clockHeld: () => isHeld },
  })
  const ingest = edgeOf(stores, log)
  await Promise.race([
    worker.ended,
    work({
      async send(lines) {
        await ingest(lines)
        await worker.reached(0, log.end())
      },
      letTimePass() {
        isHeld = false
      },
      watermark: () => worker.status().watermark ?? 0,
    }),
  ])
  await worker.stop()
  await log.close()
}

/** What a worker would begin with, and every record it could ever read. */
const comeBack = async ({ postgres, clickhouse }: TrialStores, folder: string): Promise<Came> => {
  let log: IngestLog | null = null
  try {
    log = await openIngestLog(folder, limits)
    const opened = log
    const stage = eventStage(decodeKept)
    const { state } = await recover({
      ...{ books: postgresBooks(postgres.db, passingKeys()), clickhouse, place, stage },
      bundles: await openShelf(postgres.db, trialBundle()),
      open: (from) => logReader(opened, from),
      signal: new AbortController().signal,
      patiently: (work) => work(),
      redo: async () => {
        throw new Error('nothing was left unfinished')
      },
    })
    const { head, rows } = stage.keep(state)
    const text = JSON.stringify([head, ...rows])
    const records: string[] = []
    while (records.length < log.end()) {
      const some = await log.read(records.length, 500)
      if (some.length === 0) throw new Error('the log gives no more records and does not say why')
      records.push(...some)
    }
    return { kind: 'read', state: text, records }
  } catch (error) {
    return { kind: 'refused', why: error instanceof Error ? error.message : String(error) }
  } finally {
    await log?.close()
  }
}

type Pick = (n: number) => number

/** A few bits turned over, a tail cut off, or a stretch that came out as zeros. */
const damaged = (bytes: Buffer, pick: Pick): { how: string; bytes: Buffer } => {
  const at = pick(bytes.length)
  const kind = pick(3)
  if (kind === 0) return { how: `cut at byte ${at}`, bytes: bytes.subarray(0, at) }
  const other = Buffer.from(bytes)
  if (kind === 1) {
    other[at]! ^= 1 << pick(8)
    return { how: `a bit turned over at byte ${at}`, bytes: other }
  }
  other.fill(0, at, Math.min(other.length, at + 1 + pick(512)))
  return { how: `zeros at byte ${at}`, bytes: other }
}

const damageSnapshots = async (
  db: Db,
  rows: readonly (typeof snapshots.$inferSelect)[],
  pick: Pick,
): Promise<string> => {
  const told: string[] = []
  for (const { topic, seq, state } of rows) {
    const { how, bytes } = damaged(Buffer.from(state), pick)
    await db
      .update(snapshots)
      .set({ state: bytes })
      .where(and(eq(snapshots.topic, topic), eq(snapshots.seq, seq)))
    told.push(`snapshot ${seq} ${how}`)
  }
  return told.join(', ')
}

const damageFile = async (folder: string, target: 'segment' | 'acknowledged', pick: Pick): Promise<string> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.records') === (target === 'segment')).sort()
  const name = names[pick(names.length)]!
  const { how, bytes } = damaged(await readFile(join(folder, name)), pick)
  await writeFile(join(folder, name), bytes)
  return `${name} ${how}`
}
