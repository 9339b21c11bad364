import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noPostgres, type PostgresServer, startPostgres } from '../test/postgres-server.ts'
import { type Db, openPostgres, type Postgres } from './connect.ts'
import { migratePostgres } from './migrate.ts'
import { rowsOf } from './rows.ts'
import { orgUnits } from './schema.ts'

const absent = noPostgres()
describe.skipIf(absent !== null)(
  `transactions and their connections${absent === null ? '' : ` (skipped: ${absent})`}`,
  () => {
    let server: PostgresServer
    let postgres: Postgres
    let other: Postgres
    beforeAll(async () => {
      server = await startPostgres()
      postgres = await openPostgres({ url: server.url })
      other = await openPostgres({ url: server.url })
      await migratePostgres(postgres)
    })
    afterAll(async () => {
      await postgres.close()
      await other.close()
      await server.stop()
    })

    const insert = (tx: Db, id: string) =>
      tx.insert(orgUnits).values({ id, kind: 'head-office', zh: '总行', en: 'Office' })
    const processOf = async (tx: Db) => (await rowsOf<{ pid: number }>(tx, sql`SELECT pg_backend_pid() AS pid`))[0]!.pid
    const end = async (pid: number) => other.db.execute(sql`SELECT pg_terminate_backend(${pid})`)
    /** More at once than there are connections, so that each of them is open again. */
    const reopenAll = () =>
      Promise.all(Array.from({ length: 30 }, () => postgres.db.execute(sql`SELECT pg_sleep(0.05)`).catch(() => {})))

    test.each([
      { when: 'between two statements', inner: false },
      { when: 'between two statements of a transaction in it', inner: true },
    ])('one that lost its connection $when says nothing more', async ({ inner }) => {
      let isRefused = false
      const work = async (tx: Db) => {
        await insert(tx, 'hq')
        await end(await processOf(tx))
        await reopenAll()
        // Upon another's connection, outside of any transaction, this would stand.
        await insert(tx, 'b01').catch((error) => {
          isRefused = true
          throw error
        })
      }
      const running = postgres.db.transaction((tx) => (inner ? tx.transaction(work) : work(tx)))
      await expect(running).rejects.toThrow(/CONNECTION_CLOSED/)
      await expect.poll(() => isRefused).toBe(true)
      await reopenAll()
      expect(await postgres.db.select().from(orgUnits)).toEqual([])
    })

    test('one that lost it in a statement ends, and the process goes on', async () => {
      const running = postgres.db.transaction(async (tx) => {
        await insert(tx, 'hq')
        const pid = await processOf(tx)
        setTimeout(() => end(pid), 100)
        await tx.execute(sql`SELECT pg_sleep(10)`)
      })
      await expect(running).rejects.toThrow(/terminating connection|CONNECTION_CLOSED|ECONNRESET/)
      expect(await other.db.select().from(orgUnits)).toEqual([])
    })

    test('a process that stops half-way holds nobody up for longer than half a minute', async () => {
      const [row] = await rowsOf<{ s: string }>(
        postgres.db,
        sql`SELECT current_setting('idle_in_transaction_session_timeout') AS s`,
      )
      expect(row!.s).toBe('30s')
    })
  },
)
