import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { lockFolder } from '../lock-folder.ts'
import { endingWithConnection } from './lost-connection.ts'
import * as schema from './schema.ts'

/** The database or a transaction in it; the same type for PGlite and for a Postgres server. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>

export interface Postgres {
  readonly db: Db
  readonly kind: 'pglite' | 'postgres'
  /**
   * Calls `hear` with the payload of each NOTIFY on `channel`, in order, until the returned function is called.
   * `listening` is called when it begins, and each time it begins again after the connection was lost: what was said
   * meanwhile was not heard.
   */
  listen(channel: string, hear: (payload: string) => void, listening?: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** `path`: PGlite in that folder; `url`: a server; `memory`: PGlite that forgets, for tests. */
export type PostgresPlace = { path: string } | { url: string } | { memory: true }

/**
 * Opens Postgres; {@link migratePostgres} brings it up to date.
 * @throws when another process holds the folder, or the server refuses.
 */
export const openPostgres = async (place: PostgresPlace): Promise<Postgres> =>
  'url' in place ? openServer(place.url) : openPglite('path' in place ? place.path : null)

const openPglite = async (path: string | null): Promise<Postgres> => {
  const [{ PGlite }, { drizzle }] = await Promise.all([import('@electric-sql/pglite'), import('drizzle-orm/pglite')])
  // PGlite itself takes no lock, and two processes on one folder lose data.
  const unlock = path === null ? null : await lockFolder(path)
  try {
    const lite = await (path === null ? PGlite.create() : PGlite.create(path))
    await lite.exec(`SET TIME ZONE 'UTC'`)
    return {
      db: drizzle(lite, { schema }),
      kind: 'pglite',
      listen: async (channel, hear, listening) => {
        const unlisten = await lite.listen(channel, hear)
        listening?.()
        return unlisten
      },
      close: async () => {
        await lite.close()
        await unlock?.()
      },
    }
  } catch (error) {
    await unlock?.()
    throw error
  }
}

/**
 * Of a process that stops half-way through a transaction: others wait for what it has locked. As long as the group of
 * workers waits for one that is silent; nothing of ours thinks so long between two statements.
 */
const idleInTransactionMs = 30_000

const openServer = async (url: string): Promise<Postgres> => {
  const [{ default: postgres }, { drizzle }] = await Promise.all([
    import('postgres'),
    import('drizzle-orm/postgres-js'),
  ])
  const client = postgres(url, {
    max: 10,
    onnotice: () => {},
    // Seconds before a lost connection is made again. Whoever waits for a store paces itself; the client's own pauses, up to
    // 20 s after an outage of one, would come on top.
    backoff: (retries: number) => Math.min(1, 0.05 * 2 ** retries) * (0.5 + Math.random() / 2),
    connection: {
      ...{ application_name: 'mingjing', TimeZone: 'UTC' },
      idle_in_transaction_session_timeout: idleInTransactionMs,
    },
  })
  try {
    await client`select 1`
  } catch (error) {
    await client.end({ timeout: 1 })
    throw error
  }
  return {
    db: drizzle(endingWithConnection(client), { schema }),
    kind: 'postgres',
    listen: async (channel, hear, listening) => {
      const { unlisten } = await client.listen(channel, hear, listening)
      return unlisten
    },
    close: () => client.end({ timeout: 5 }),
  }
}
