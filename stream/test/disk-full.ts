import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { startEmbedded } from '../embedded.ts'
import { type Expected, expect, factsOf, found, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, trialClock, trialSteady, until } from './stores.ts'
import { trialEvents, trialStart } from './trial.ts'

const mount = (...options: string[]) => spawnSync('mount', options, { encoding: 'utf8' })

export interface SmallDisk {
  readonly path: string
  /** Makes it so many bytes larger. */
  grow(bytes: number): void
  remove(): void
}

/** A disk in memory of so many bytes, or why there can be none. */
export const smallDisk = (bytes: number): SmallDisk | string => {
  const path = mkdtempSync(join(tmpdir(), 'mingjing-disk-'))
  let size = bytes
  const { status, stderr, error } = mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path)
  if (status !== 0) {
    rmSync(path, { recursive: true })
    return `no tmpfs can be mounted: ${error?.message ?? stderr.trim()}`
  }
  return {
    path,
    grow(more) {
      size += more
      const again = mount('-o', `remount,size=${size}`, path)
      if (again.status !== 0) throw new Error(`the disk cannot grow: ${again.stderr}`)
    },
    remove() {
      spawnSync('umount', [path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}

export interface DiskFullOutcome {
  readonly seed: number
  /** Times the disk was full, with how the way in said so. */
  readonly refusals: readonly string[]
  readonly facts: number
  readonly expected: Expected
  readonly actual: Expected
  readonly account: Awaited<ReturnType<typeof ledger>>
}

const batch = 50

/**
 * Sends trial events to an embedded worker whose ingest log lies on a disk that is soon full; a batch refused is sent again
 * once there is room. What the stores hold is returned beside what the events acknowledged must lead to.
 */
export const runDiskFull = async (disk: SmallDisk, seed: number, times: number): Promise<DiskFullOutcome> => {
  const stores = await openTrialStores()
  const room = 150_000
  const most = 1_000 * (times + 2)
  const lines = trialEvents(seed, most)
  const ingestFolder = join(disk.path, 'ingest')
  mkdirSync(ingestFolder)
  let isHeld = true
  const embedded = await startEmbedded({
    ...{ ...stores, keys: passingKeys(), bundle: trialBundle(), ingestFolder },
    ...{ clock: trialClock(most), steady: trialSteady, clockHeld: () => isHeld },
  })
  try {
    const refusals: string[] = []
    let acknowledged = 0
    while (refusals.length < times && acknowledged < most - batch) {
      const some = lines.slice(acknowledged, acknowledged + batch)
      try {
        await embedded.ingest(some)
        acknowledged += some.length
      } catch (error) {
        // What was acknowledged before takes effect while the disk is full.
        await embedded.settled()
        refusals.push(error instanceof Error ? error.message : String(error))
        disk.grow(room)
      }
    }
    await embedded.ingest(lines.slice(acknowledged, acknowledged + batch))
    acknowledged += batch
    await embedded.settled()
    isHeld = false
    await until(() => (embedded.status().watermark ?? 0) > trialStart + most * 2_000 + 2 * 3_600_000, 'time to pass')
    await embedded.stop()
    const account = await ledger(stores.clickhouse, stores.postgres.db)
    const facts = factsOf(lines.slice(0, acknowledged))
    return {
      ...{ seed, refusals, facts: facts.length, account },
      expected: expect(trialBundle(), facts, account.watermark),
      actual: await found(stores.clickhouse, stores.postgres.db),
    }
  } finally {
    await embedded.stop().catch(() => {})
    await stores.close()
  }
}
