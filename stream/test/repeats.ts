import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { startEmbedded } from '../embedded.ts'
import { type Expected, expect, factsOf, found, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, trialClock, trialSteady, until } from './stores.ts'
import { randomFrom, trialEvents, trialStart } from './trial.ts'

export interface RepeatsOutcome {
  readonly seed: number
  readonly expected: Expected
  readonly actual: Expected
  readonly facts: number
  readonly repeats: number
  readonly account: Awaited<ReturnType<typeof ledger>>
}

/**
 * Sends every event one to five times, a repeat soon or up to two horizons later, in batches of any size; then the
 * whole log again. What the stores hold is returned beside what each event sent once must lead to.
 */
export const runRepeats = async (seed: number, count: number): Promise<RepeatsOutcome> => {
  const random = randomFrom(seed)
  const lines = trialEvents(seed, count)
  const later = new Map<number, string[]>()
  const sent: string[] = []
  for (let n = 0; n < lines.length || later.size > 0; n++) {
    const line = lines[n]
    if (line !== undefined) {
      sent.push(line)
      for (let copies = Math.floor(random() * 5); copies > 0; copies--) {
        const at = n + (random() < 0.5 ? 0 : Math.floor(random() * 4_000))
        later.set(at, [...(later.get(at) ?? []), line])
      }
    }
    sent.push(...(later.get(n) ?? []))
    later.delete(n)
  }
  sent.push(...lines)

  const stores = await openTrialStores()
  let held = true
  const embedded = await startEmbedded({
    ...stores,
    keys: passingKeys(),
    bundle: trialBundle(),
    ingestFolder: join(stores.folder, 'ingest'),
    clock: trialClock(count),
    steady: trialSteady,
    clockHeld: () => held,
  })
  try {
    for (let from = 0; from < sent.length; ) {
      const size = 1 + Math.floor(random() ** 3 * 3_000)
      await embedded.ingest(sent.slice(from, from + size))
      if (random() < 0.3) await sleep(random() * 300)
      from += size
    }
    await embedded.settled()
    held = false
    const last = trialStart + count * 2_000 + 2 * 3_600_000
    await until(() => (embedded.status().watermark ?? 0) > last, 'time to pass')
    await embedded.stop()
    const account = await ledger(stores.clickhouse, stores.postgres.db)
    const facts = factsOf(lines)
    return {
      seed,
      expected: expect(trialBundle(), facts, account.watermark),
      actual: await found(stores.clickhouse, stores.postgres.db),
      facts: facts.length,
      repeats: sent.length - facts.length,
      account,
    }
  } finally {
    await stores.close()
  }
}
