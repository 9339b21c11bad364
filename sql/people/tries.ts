import { and, eq, inArray, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { signInTries as table } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { tokenOf } from '../vault/seal.ts'
import { addressBound, freeTries, lockSpan, longestLock, tryLimit, trySpan, waitAfter } from './try-bounds.ts'

/** What one try at signing in counts against: the name typed, whether it is anybody's or not, and the address. */
export interface Tried {
  readonly login: string
  /** Whose name it is, if anybody's. */
  readonly personId: string | null
  /** Of the client; null where it is not known. */
  readonly address: string | null
}

type Row = Pick<typeof table.$inferInsert, 'id' | 'kind' | 'personId' | 'address'>

const rowsFor = (keys: Keys, { login, personId, address }: Tried): Row[] => {
  const bound = address === null ? null : addressBound(address)
  // One order of rows for everybody, or two statements could wait for each other.
  return [
    ...(bound === null
      ? []
      : [
          {
            id: `address:${tokenOf(keys, 'address', bound)}`,
            kind: 'address' as const,
            personId: null,
            address: bound,
          },
        ]),
    { id: `login:${tokenOf(keys, 'login', login)}`, kind: 'login' as const, personId, address: null },
  ]
}

const idsFor = (keys: Keys, tried: Tried): string[] => rowsFor(keys, tried).map(({ id }) => id)
const moment = (at: number): SQL => sql`${new Date(at).toISOString()}::timestamptz`
const limit = sql`case ${table.kind} when 'login' then ${tryLimit.login}::int else ${tryLimit.address}::int end`

/**
 * Begins a try: it counts as wrong until {@link triesForgotten} or {@link tryGivenBack} says otherwise, so that many at
 * once are bounded too. A refused try costs no hashing and prolongs nothing.
 * @returns 0, or the seconds to wait
 */
export const takeTry = async (db: Db, keys: Keys, tried: Tried, now: Date): Promise<number> => {
  const at = now.getTime()
  const rows = rowsFor(keys, tried)
  const over = lte(table.lastAt, moment(at - trySpan))
  const taken = await db
    .insert(table)
    .values(rows.map((row) => ({ ...row, tries: 1, lastAt: now })))
    .onConflictDoUpdate({
      target: table.id,
      set: {
        tries: sql`case when ${over} then 1 else ${table.tries} + 1 end`,
        locks: sql`case when ${lte(table.lastAt, moment(at - 24 * 3_600_000))} then 0 else ${table.locks} end`,
        personId: sql`excluded.person_id`,
        lastAt: now,
        until: null,
        lockedAt: null,
      },
      setWhere: and(or(isNull(table.until), lte(table.until, moment(at))), or(sql`${table.tries} < ${limit}`, over)),
    })
    .returning({ id: table.id })
  if (taken.length === rows.length) return 0
  await giveBack(
    db,
    taken.map(({ id }) => id),
  )
  const standing = await db
    .select({ until: table.until })
    .from(table)
    .where(inArray(table.id, idsFor(keys, tried)))
  return Math.max(1, ...standing.map(({ until }) => Math.ceil(((until?.getTime() ?? 0) - at) / 1000)))
}

/** The password was right and more is asked: this try was none. */
export const tryGivenBack = (db: Db, keys: Keys, tried: Tried): Promise<void> => giveBack(db, idsFor(keys, tried))

const giveBack = async (db: Db, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return
  await db
    .update(table)
    .set({ tries: sql`greatest(${table.tries} - 1, 0)` })
    .where(inArray(table.id, [...ids]))
}

/** Somebody is in: their name starts anew. The address has one try back; others may guess from it. */
export const triesForgotten = async (db: Db, keys: Keys, tried: Tried): Promise<void> => {
  const rows = rowsFor(keys, tried)
  await db.delete(table).where(
    inArray(
      table.id,
      rows.filter(({ kind }) => kind === 'login').map(({ id }) => id),
    ),
  )
  await giveBack(
    db,
    rows.filter(({ kind }) => kind === 'address').map(({ id }) => id),
  )
}

/** The try was wrong: the next has to wait, or the name or the address is locked, which goes on record. */
export const tryWasWrong = async (db: Db, keys: Keys, tried: Tried, now: Date): Promise<void> => {
  const ids = idsFor(keys, tried)
  const rows = await db.select().from(table).where(inArray(table.id, ids))
  for (const row of rows) {
    if (row.tries >= tryLimit[row.kind]) await lock(db, row.id, now)
    else if (row.kind === 'login' && row.tries >= freeTries) {
      const until = now.getTime() + waitAfter(row.tries)
      await db
        .update(table)
        .set({ until: sql`greatest(${table.until}, ${moment(until)})` })
        .where(eq(table.id, row.id))
    }
  }
}

const lock = (db: Db, id: string, now: Date): Promise<void> =>
  db.transaction(async (tx) => {
    // Of several wrong tries at once the first locks; those after it find none left to count.
    const [row] = await tx
      .select()
      .from(table)
      .where(and(eq(table.id, id), sql`${table.tries} >= ${limit}`))
      .for('update')
    if (row === undefined) return
    const until = new Date(now.getTime() + Math.min(lockSpan * 2 ** row.locks, longestLock))
    await tx
      .update(table)
      .set({ tries: 0, locks: row.locks + 1, until, lockedAt: now })
      .where(eq(table.id, id))
    await appendAction(tx, {
      at: now,
      personId: 'system',
      issueId: null,
      kind: 'sign-in-locked',
      fromState: null,
      toState: null,
      detail: { lock: id, person: row.personId, address: row.address, wrong: row.tries, until: until.toISOString() },
    })
  })

/** Takes away what no longer counts. */
export const dropOldTries = async (db: Db, now: Date): Promise<void> => {
  await db.delete(table).where(lt(table.lastAt, new Date(now.getTime() - 24 * 3_600_000)))
}
