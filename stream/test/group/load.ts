import { setTimeout as sleep } from 'node:timers/promises'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { openKafkaEdge } from '../../external.ts'
import { trialEvents, trialStart } from '../trial.ts'
import type { Bank } from './bank.ts'

/** Events a second, and how many go together. */
const perSecond = 60
const batch = 12

export interface Load {
  /** Sends until {@link Load.rest}; a batch that was not acknowledged ends it. */
  go(): void
  /** Stops sending, after what is begun. @throws what ended it. */
  rest(): Promise<void>
  send(lines: readonly string[]): Promise<void>
  /** Event texts acknowledged, repeats left out. */
  readonly acknowledged: string[]
  /** Repeats acknowledged. */
  repeats(): number
  /** Beyond the time of every event made so far, epoch ms. */
  newest(): number
  close(): Promise<void>
}

/** A bank's events in the order they happen, with some sent again among them, for as long as anybody wants them. */
export const openLoad = async (bank: Bank, seed: number, random: () => number): Promise<Load> => {
  const edge = await openKafkaEdge({ postgres: bank.postgres, keys: passingKeys(), kafka: bank.kafka })
  const acknowledged: string[] = []
  let [made, repeats] = [0, 0]
  let sending: Promise<void> = Promise.resolve()
  let isGoing = false
  const send = async (lines: readonly string[]) => {
    await edge.ingest(lines)
    acknowledged.push(...lines)
  }
  const flow = async () => {
    while (isGoing) {
      const again = Array.from(
        { length: Math.floor(random() * 3) },
        () => acknowledged[Math.floor(random() * made)],
      ).filter((line) => line !== undefined)
      await send(trialEvents(seed, batch, made))
      made += batch
      await edge.ingest(again)
      repeats += again.length
      await sleep((1_000 * batch) / perSecond)
    }
  }
  return {
    ...{ acknowledged, send },
    go() {
      if (isGoing) return
      isGoing = true
      sending = flow()
      sending.catch(() => {})
    },
    rest() {
      isGoing = false
      return sending
    },
    repeats: () => repeats,
    newest: () => trialStart + made * 2_000,
    close: () => edge.close(),
  }
}
