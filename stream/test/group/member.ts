/**
 * A worker of a consumer group as a process of its own, for tests that stop, kill and wake it. It does what
 * `mingjing worker` does, by the rules and the clock of the trial; SIGTERM has it leave in order.
 */
import { openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { startKafkaWorker } from '../../external.ts'
import type { KafkaPlace } from '../../source/kafka.ts'
import { type Course, trialTime } from './course.ts'
import { groupBundle } from './rules.ts'

/** What the parent tells by the environment at the start, and by messages later. */
export interface Told {
  readonly course: Course
  /** While true the clock does not drive time. */
  readonly held: boolean
}

let told = JSON.parse(process.env.TRIAL_TOLD!) as Told
process.on('message', (message: Told) => {
  told = message
})

const postgres = await openPostgres({ url: process.env.DATABASE_URL! })
const clickhouse = await openClickHouse({ url: process.env.CLICKHOUSE_URL! })
const worker = await startKafkaWorker({
  ...{ postgres, clickhouse, keys: passingKeys(), bundle: groupBundle() },
  kafka: JSON.parse(process.env.TRIAL_KAFKA!) as KafkaPlace,
  clock: () => trialTime(told.course, Date.now()),
  // The steady clock goes on while the other is set: only the speed is the same.
  steady: () => told.course.speed * performance.now(),
  clockHeld: () => told.held,
})
process.once('SIGTERM', () => void worker.stop())
process.send!('ready')
try {
  await worker.ended
  await worker.stop()
  await clickhouse.close()
  await postgres.close()
  process.disconnect()
} catch (error) {
  console.error(error)
  process.exit(70)
}
