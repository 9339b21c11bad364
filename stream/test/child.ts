/**
 * The embedded worker as a process of its own, for tests that kill it. Commands come as messages of the parent; the
 * folder, and the clock the parent shares with it, from the environment.
 */
import { join } from 'node:path'
import { openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { migrateClickHouse } from '@mingjing/sql/clickhouse/migrate.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { startEmbedded } from '../embedded.ts'
import { trialBundle } from './rules.ts'

export type Command =
  | { kind: 'ingest'; lines: string[] }
  | { kind: 'settle' }
  | { kind: 'let-time-pass' }
  | { kind: 'status' }
  | { kind: 'stop' }

export interface Answer {
  readonly kind: Command['kind'] | 'ready'
  readonly accepted?: number
  readonly watermark?: number | null
}

const folder = process.env.TRIAL_FOLDER!
/** Trial time = `base` + `speed` × real time since `since`: it goes on where it was when the process is started again. */
const [base, since, speed] = process.env.TRIAL_CLOCK!.split(',').map(Number) as [number, number, number]
const clock = () => Math.round(base + speed * (Date.now() - since))

const postgres = await openPostgres({ path: join(folder, 'postgres') })
await migratePostgres(postgres)
const clickhouse = await openClickHouse({ path: join(folder, 'clickhouse') })
await migrateClickHouse(clickhouse)

let held = true
const embedded = await startEmbedded({
  postgres,
  clickhouse,
  keys: passingKeys(),
  bundle: trialBundle(),
  ingestFolder: join(folder, 'ingest'),
  clockHeld: () => held,
  clock,
  steady: () => speed * performance.now(),
})
embedded.ended.catch(() => process.exit(70))

const answer = (message: Answer) => process.send!(message)

const obey = async (command: Command): Promise<void> => {
  if (command.kind === 'ingest') {
    const { accepted } = await embedded.ingest(command.lines)
    answer({ kind: 'ingest', accepted })
  } else if (command.kind === 'settle') {
    await embedded.settled()
    answer({ kind: 'settle' })
  } else if (command.kind === 'let-time-pass') {
    held = false
    answer({ kind: 'let-time-pass' })
  } else if (command.kind === 'status') {
    answer({ kind: 'status', watermark: embedded.status().watermark })
  } else {
    await embedded.stop()
    await clickhouse.close()
    await postgres.close()
    answer({ kind: 'stop' })
    process.disconnect()
  }
}

process.on('message', (command: Command) => {
  obey(command).catch((error) => {
    console.error(error)
    process.exit(70)
  })
})
answer({ kind: 'ready' })
