import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ClickHouse, openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { migrateClickHouse } from '@mingjing/sql/clickhouse/migrate.ts'
import { openPostgres, type Postgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { trialStart } from './trial.ts'

export interface TrialStores {
  readonly folder: string
  readonly postgres: Postgres
  readonly clickhouse: ClickHouse
  close(): Promise<void>
}

/** Migrated stores in a folder of their own; Postgres in memory. One at a time in a process. */
export const openTrialStores = async (): Promise<TrialStores> => {
  const folder = await mkdtemp(join(tmpdir(), 'mingjing-trial-'))
  const postgres = await openPostgres({ memory: true })
  await migratePostgres(postgres)
  const clickhouse = await openClickHouse({ path: join(folder, 'clickhouse') })
  await migrateClickHouse(clickhouse)
  return {
    folder,
    postgres,
    clickhouse,
    async close() {
      await clickhouse.close()
      await postgres.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A clock twenty times as fast as the real one, from three hours after the last of `count` trial events. */
export const trialClock = (count: number): (() => number) => {
  const began = Date.now()
  return () => trialStart + count * 2_000 + 3 * 3_600_000 + 20 * (Date.now() - began)
}

/** Time that passes as fast as it does on {@link trialClock}. */
export const trialSteady = (): number => 20 * performance.now()

/** Waits until something holds. @throws after two minutes. */
export const until = async (holds: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  const patience = Date.now() + 120_000
  while (!(await holds())) {
    if (Date.now() > patience) throw new Error(`waited in vain for ${what}`)
    await sleep(50)
  }
}
