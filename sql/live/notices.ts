import { sql } from 'drizzle-orm'
import type { Db, Postgres } from '../postgres/connect.ts'

/** What screens are told when something changed. Ids only: who may see it is decided when it is fetched. */
export type Notice =
  | { kind: 'block'; hits: number; opened: number; watermark: number }
  | { kind: 'issues'; opened: string[]; joined: string[]; withdrawn: string[] }
  | { kind: 'issue'; id: string; version: number; state: string }
  /** Somebody acted on many at once, too many to name. */
  | { kind: 'issues-acted'; count: number }
  /** Null where there are too many to name: then it may be anybody. */
  | { kind: 'notifications'; people: string[] | null; units: string[] | null }
  | { kind: 'dead-letters'; added: number }
  | { kind: 'seeding'; done: number; total: number }
  | { kind: 'bundle'; hash: string }
  | { kind: 'change'; id: number; state: string }
  /** Somebody has an issue open, or `left` it; said again while they have. */
  | { kind: 'presence'; id: string; personId: string; left: boolean }
  /** Some sessions of a person were ended; their streams must not go on. */
  | { kind: 'sessions-ended'; personId: string }

const channel = 'mingjing'
/** Postgres refuses a payload of 8000 bytes. */
const mostIds = 100

const fitting = (ids: string[] | null): string[] | null => (ids !== null && ids.length > mostIds ? null : ids)

/** Tells every listener when the transaction `db` commits; outside of one, at once. */
export const notify = async (db: Db, notice: Notice): Promise<void> => {
  const short =
    notice.kind === 'issues'
      ? {
          ...notice,
          opened: notice.opened.slice(0, mostIds),
          joined: notice.joined.slice(0, mostIds),
          withdrawn: notice.withdrawn.slice(0, mostIds),
        }
      : notice.kind === 'notifications'
        ? { ...notice, people: fitting(notice.people), units: fitting(notice.units) }
        : notice
  await db.execute(sql`select pg_notify(${channel}, ${JSON.stringify(short)})`)
}

/**
 * Calls `hear` with every notice of any process on this database, until the returned function is called; `listening`
 * whenever notices may have been missed until now.
 */
export const listenToNotices = (
  postgres: Postgres,
  hear: (notice: Notice) => void,
  listening?: () => void,
): Promise<() => Promise<void>> => postgres.listen(channel, (payload) => hear(JSON.parse(payload) as Notice), listening)
