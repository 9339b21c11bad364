import { isDeepStrictEqual } from 'node:util'
import { runBrokerRestarts } from '../broker-restarts.ts'
import { startBroker } from '../kafka-broker.ts'
import type { LongTest } from './long-test.ts'

const brokerRestarts = 50
const restartsARound = 10

export const run: LongTest = async (seed) => {
  const broker = process.env.KAFKA_BROKERS
    ? { kind: 'absent' as const, reason: 'the broker of KAFKA_BROKERS is not ours to restart' }
    : await startBroker()
  if (broker.kind === 'absent') {
    console.log(`R4: not run, ${broker.reason}`)
    return false
  }
  let [done, broken] = [0, 0]
  try {
    for (let round = 0; done < brokerRestarts; round++) {
      const outcome = await runBrokerRestarts(broker, seed + round, {
        restarts: restartsARound,
        betweenRestarts: 2_000,
      })
      const { hard, clean, facts, repeated, slowestMs, account, expected, actual } = outcome
      const isKept =
        isDeepStrictEqual(actual, expected) && account.chained && account.ok === facts && account.unfinished === 0
      done += hard + clean
      if (!isKept) broken++
      console.log(
        `R4 seed ${seed + round}: ${hard} killed, ${clean} shut down, ${facts} events, ${repeated} batches sent again, ` +
          `${expected.hits.length} hits, progress after ${slowestMs} ms: ${isKept ? 'identical' : 'DIFFERENT'}`,
      )
    }
  } finally {
    await broker.stop()
  }
  console.log(`R4: ${broken} rounds broken, ${done} restarts of ${brokerRestarts}`)
  return broken === 0
}
