import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { type FaultPoint, faultPoints } from '../fault.ts'
import { differenceOf } from './difference.ts'
import { Died } from './forked.ts'
import { type Expected, expect, factsOf, found, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { randomFrom, trialEvents, trialStart } from './trial.ts'
import { startVictim, type Victim } from './victim.ts'

/** How one worker process ends: at a named point, or some milliseconds after it is ready. */
export type Death = { point: FaultPoint; nth: number } | { afterMs: number }

/** Every named point once, in an order in which each can be reached: there is something to redo, then to replay. */
export const everyPoint = (): Death[] => [
  { point: 'after-append', nth: 2 },
  { point: 'after-plan', nth: 2 },
  { point: 'before-redo', nth: 1 },
  { point: 'in-recovery', nth: 1 },
  { point: 'between-tables', nth: 3 },
  { point: 'after-insert', nth: 2 },
  { point: 'in-snapshot', nth: 1 },
  { point: 'in-transaction', nth: 2 },
  { point: 'after-snapshot', nth: 1 },
  { point: 'after-done', nth: 1 },
]

export interface RecoveryOutcome {
  readonly seed: number
  readonly kills: number
  /** Deaths that were planned and did not happen. */
  readonly missed: Death[]
  /** What differs from the oracle, in words; none is the promise kept. */
  readonly differences: string[]
  readonly facts: number
  readonly hits: number
  readonly duplicates: number
  /** Longest time from starting the process to being ready, ms. */
  readonly slowestStartMs: number
}

const batch = 60
/** Trial time runs so much faster, so that ten quiet seconds of the worker pass in half a second. */
const speed = 20

/**
 * Feeds a worker process while it is killed again and again, then lets it finish, and compares what the stores hold
 * with the oracle. The parent sends what was not acknowledged again, repeats some of what was, and mixes in lines that
 * are no events.
 */
export const runRecovery = async (seed: number, deaths: readonly Death[], perDeath = 240): Promise<RecoveryOutcome> => {
  const random = randomFrom(seed)
  const folder = await mkdtemp(join(tmpdir(), 'mingjing-r3-'))
  const lines = trialEvents(seed, perDeath * (deaths.length + 2))
  const clockBase = trialStart + lines.length * 2_000 + 3 * 3_600_000
  const environment = { TRIAL_FOLDER: folder, TRIAL_CLOCK: `${clockBase},${Date.now()},${speed}` }
  const missed: Death[] = []
  let sent = 0
  let acknowledged = 0
  let slowestStartMs = 0

  const start = async (extra: Record<string, string>): Promise<Victim> => {
    const began = performance.now()
    const victim = await startVictim({ ...environment, ...extra })
    slowestStartMs = Math.max(slowestStartMs, Math.round(performance.now() - began))
    return victim
  }
  /** Sends the next lines, some earlier ones again, and now and then a line that is no event. */
  const feed = async (victim: Victim) => {
    const fresh = lines.slice(acknowledged, acknowledged + batch)
    const again = Array.from({ length: Math.floor(random() * 8) }, () => lines[Math.floor(random() * (sent + 1))]!)
    const broken = random() < 0.2 ? ['{"specversion":"1.0","id":'] : []
    sent = Math.min(lines.length - 1, acknowledged + fresh.length)
    await victim.ask({ kind: 'ingest', lines: [...fresh, ...again, ...broken] })
    acknowledged += fresh.length
  }

  try {
    for (const [i, death] of deaths.entries()) {
      const until = perDeath * (i + 1)
      const happened = await dies(async () => {
        const victim = await start('point' in death ? { MINGJING_FAULT: `${death.point}:${death.nth}` } : {})
        if ('afterMs' in death) setTimeout(() => victim.kill(), death.afterMs)
        while (acknowledged < until) {
          await feed(victim)
          // Blocks of their own, so that a point can be passed several times.
          await sleep(250)
        }
        await victim.ask({ kind: 'settle' })
        if ('afterMs' in death) await victim.ended
        await victim.ask({ kind: 'stop' })
        await victim.ended
      })
      if (!happened) missed.push(death)
    }

    const victim = await start({})
    while (acknowledged < lines.length) await feed(victim)
    await victim.ask({ kind: 'settle' })
    await victim.ask({ kind: 'let-time-pass' })
    const patience = performance.now() + 60_000
    while (((await victim.ask({ kind: 'status' })).watermark ?? 0) < clockBase - 60_000) {
      if (performance.now() > patience) throw new Error('time does not pass')
      await sleep(100)
    }
    await victim.ask({ kind: 'stop' })
    await victim.ended
    const compared = await compare(folder, lines)
    return { seed, kills: deaths.length - missed.length, missed, slowestStartMs, ...compared }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Whether the process died by SIGKILL meanwhile. @throws whatever else goes wrong. */
const dies = async (work: () => Promise<void>): Promise<boolean> => {
  try {
    await work()
    return false
  } catch (error) {
    if (error instanceof Died && error.signal === 'SIGKILL') return true
    throw error
  }
}

const compare = async (folder: string, lines: readonly string[]) => {
  const clickhouse = await openClickHouse({ path: join(folder, 'clickhouse') })
  const postgres = await openPostgres({ path: join(folder, 'postgres') })
  try {
    const account = await ledger(clickhouse, postgres.db)
    const facts = factsOf(lines)
    const expected = expect(trialBundle(), facts, account.watermark)
    const actual = await found(clickhouse, postgres.db)
    const differences: string[] = []
    for (const name of Object.keys(expected) as (keyof Expected)[]) {
      if (!isDeepStrictEqual(actual[name], expected[name]))
        differences.push(differenceOf(name, actual[name], expected[name]))
    }
    const wanted = {
      chained: true,
      ok: facts.length,
      late: 0,
      duplicates: account.end - facts.length,
      deadLetters: 0,
      hits: expected.hits.length,
      unfinished: 0,
      buried: 1,
    }
    for (const [name, value] of Object.entries(wanted)) {
      const is = account[name as keyof typeof wanted]
      if (is !== value) differences.push(`ledger ${name}: ${is} instead of ${value}`)
    }
    return { differences, facts: facts.length, hits: expected.hits.length, duplicates: account.duplicates }
  } finally {
    await clickhouse.close()
    await postgres.close()
  }
}

/** Ends for a long run, named points and random moments mixed by the seed. Some points may not be come to. */
export const randomDeaths = (seed: number, kills: number): Death[] => {
  const random = randomFrom(seed ^ 0x5eed)
  return Array.from({ length: kills }, () =>
    random() < 0.5
      ? { afterMs: Math.floor(random() * 1_500) }
      : { point: faultPoints[Math.floor(random() * faultPoints.length)]!, nth: 1 + Math.floor(random() * 3) },
  )
}
