import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { openKafkaEdge, startKafkaWorker } from '../external.ts'
import type { Broker } from './kafka-broker.ts'
import { type Expected, expect, factsOf, found, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, trialSteady } from './stores.ts'
import { randomFrom, trialEvents, trialStart } from './trial.ts'

export interface RestartsOutcome {
  readonly seed: number
  readonly hard: number
  readonly clean: number
  /** Batches whose acknowledgement did not come and that were sent again. */
  readonly repeated: number
  /** From the broker being back to the next block done, the longest, ms. */
  readonly slowestMs: number
  readonly facts: number
  readonly expected: Expected
  readonly actual: Expected
  readonly account: Awaited<ReturnType<typeof ledger>>
}

const batch = 100

/**
 * Sends trial events to a real broker, a batch again until it is acknowledged, while the broker goes down and comes up, by
 * SIGKILL and in order by turns. What the stores hold is returned beside what the acknowledged events must lead to.
 */
export const runBrokerRestarts = async (
  broker: Extract<Broker, { kind: 'up' }>,
  seed: number,
  { restarts, betweenRestarts }: { readonly restarts: number; readonly betweenRestarts: number },
): Promise<RestartsOutcome> => {
  const random = randomFrom(seed)
  // After the last restart a stretch without faults, in which fresh events must get through.
  const count = (restarts + 1) * betweenRestarts
  const lines = trialEvents(seed, count)
  const kafka = { brokers: broker.brokers, topic: `r4-${randomUUID()}`, groupId: `r4-${randomUUID()}` }
  const keys = passingKeys()
  const stores = await openTrialStores()
  const began = Date.now()
  let held = true
  const worker = await startKafkaWorker({
    ...{ postgres: stores.postgres, clickhouse: stores.clickhouse, keys, bundle: trialBundle(), kafka },
    clock: () => trialStart + count * 2_000 + 3 * 3_600_000 + 20 * (Date.now() - began),
    steady: trialSteady,
    clockHeld: () => held,
  })
  const failed = worker.ended.catch((error) => error)
  const edge = await openKafkaEdge({ postgres: stores.postgres, keys, kafka })
  let [hard, clean, repeated, slowestMs] = [0, 0, 0, 0]
  try {
    const acknowledged: string[] = []
    const send = async (some: readonly string[]) => {
      for (;;) {
        const isKept = await edge.ingest(some).then(
          () => true,
          () => false,
        )
        if (isKept) break
        repeated++
        await sleep(100)
      }
      acknowledged.push(...some)
    }
    const until = async (holds: () => boolean, what: string) => {
      const patience = Date.now() + 180_000
      while (!holds()) {
        if (Date.now() > patience) throw new Error(`waited in vain for ${what}: ${JSON.stringify(worker.status())}`)
        const ended = await Promise.race([failed, sleep(20)])
        if (ended instanceof Error) throw ended
      }
    }
    // A worker that never found the broker ends, as it should; here it is at work.
    await send(lines.slice(0, batch))
    await until(() => worker.status().events >= batch, 'the first events')
    for (let n = 0; n <= restarts; n++) {
      const first = n * betweenRestarts
      const part = lines.slice(first === 0 ? batch : first, first + betweenRestarts)
      const sending = (async () => {
        for (let from = 0; from < part.length; from += batch) await send(part.slice(from, from + batch))
      })()
      if (n < restarts) {
        const isHard = n % 2 === 0
        await sleep(random() * 200)
        const before = worker.status().events
        await broker.restart({ hard: isHard })
        const back = Date.now()
        if (isHard) hard++
        else clean++
        await sending
        await until(
          () => worker.status().events > before || worker.status().events >= first + betweenRestarts,
          'progress',
        )
        slowestMs = Math.max(slowestMs, Date.now() - back)
      }
      await sending
    }
    await until(() => worker.status().events >= lines.length, 'everything read')
    held = false
    const last = trialStart + count * 2_000 + 2 * 3_600_000
    await until(() => (worker.status().watermark ?? 0) > last, 'time to pass')
    await edge.close()
    await worker.stop()
    const account = await ledger(stores.clickhouse, stores.postgres.db)
    const facts = factsOf(acknowledged)
    return {
      ...{ seed, hard, clean, repeated, slowestMs, facts: facts.length, account },
      expected: expect(trialBundle(), facts, account.watermark),
      actual: await found(stores.clickhouse, stores.postgres.db),
    }
  } finally {
    await worker.stop().catch(() => {})
    await stores.close()
  }
}
