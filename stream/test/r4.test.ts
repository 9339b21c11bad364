import { expect, test } from 'vitest'
import { runBrokerRestarts } from './broker-restarts.ts'
import { startBroker } from './kafka-broker.ts'

const seed = 20_260_304
const isOurs = !process.env.KAFKA_BROKERS
const broker = isOurs ? await startBroker() : { kind: 'absent' as const, reason: 'the broker is not ours to restart' }
if (isOurs && broker.kind === 'absent' && process.env.CI) throw new Error(`CI needs a Kafka broker: ${broker.reason}`)
const skipped = broker.kind === 'absent' ? `, skipped: ${broker.reason}` : ''

test.skipIf(broker.kind === 'absent')(
  `R4 quick: a broker killed and one shut down under load lose nothing and double nothing (seed ${seed}${skipped})`,
  { timeout: 300_000 },
  async () => {
    if (broker.kind === 'absent') return
    try {
      const outcome = await runBrokerRestarts(broker, seed, { restarts: 2, betweenRestarts: 600 })
      expect([outcome.hard, outcome.clean]).toEqual([1, 1])
      expect(outcome.facts).toBe(1_800)
      expect(outcome.expected.hits.length).toBeGreaterThan(200)
      expect(outcome.account).toMatchObject({
        chained: true,
        ok: outcome.facts,
        late: 0,
        deadLetters: 0,
        unfinished: 0,
      })
      expect(outcome.actual).toEqual(outcome.expected)
    } finally {
      await broker.stop()
    }
  },
)
