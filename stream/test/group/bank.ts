import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChdbServer } from '@mingjing/sql/chdb-server/server.ts'
import { type ClickHouse, openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { migrateClickHouse } from '@mingjing/sql/clickhouse/migrate.ts'
import { openPostgres, type Postgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { startPostgres } from '@mingjing/sql/test/postgres-server.ts'
import type { Admin } from 'kafkajs'
import { type KafkaPlace, kafkaClient } from '../../source/kafka.ts'
import { openJournal } from './journal.ts'
import { startWitness, type Witness } from './witness.ts'

/** The least a broker allows as it comes. */
const sessionMs = 6_000
/** Of a transaction left open by a worker that sleeps; shorter than the product's, so that nobody waits for it long. */
const idleInTransactionMs = 4_000

/** What several workers share, each in a process of its own, and those who watch them. */
export interface Bank {
  readonly kafka: KafkaPlace
  readonly postgres: Postgres
  readonly clickhouse: ClickHouse
  readonly admin: Admin
  readonly witness: Witness
  /** What a worker of that name is started with. */
  environment(name: string): Promise<Record<string, string>>
  close(): Promise<void>
}

/** Stores of their own, migrated, and topics of their own, made by the first worker. */
export const openBank = async (brokers: readonly string[], partitions: number): Promise<Bank> => {
  const folder = await mkdtemp(join(tmpdir(), 'mingjing-r5-'))
  const server = await startPostgres()
  const chdb = await startChdbServer({ path: join(folder, 'clickhouse'), port: 0 })
  const postgres = await openPostgres({ url: server.url })
  await migratePostgres(postgres)
  await openJournal(postgres)
  const clickhouse = await openClickHouse({ url: chdb.url })
  await migrateClickHouse(clickhouse)
  const witness = startWitness(chdb.url)
  const kafka = { brokers, topic: `r5-${randomUUID()}`, groupId: `r5-${randomUUID()}`, partitions, sessionMs }
  const admin = kafkaClient(brokers).admin()
  await admin.connect()
  return {
    ...{ kafka, postgres, clickhouse, admin, witness },
    environment: async (name) => ({
      TRIAL_KAFKA: JSON.stringify(kafka),
      CLICKHOUSE_URL: await witness.urlFor(name),
      DATABASE_URL: `${server.url}?application_name=${name}&idle_in_transaction_session_timeout=${idleInTransactionMs}`,
    }),
    async close() {
      await admin.disconnect()
      await witness.close()
      await clickhouse.close()
      await postgres.close()
      await chdb.close()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
