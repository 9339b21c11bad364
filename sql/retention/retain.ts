import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { retentionRuns } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { agedRows, type Looking, type RowKind } from './aged-rows.ts'
import { arrivedBy, noteArrivals } from './arrivals.ts'
import { deleteMonth, finishMonth, monthsOf, planMonth, type Run, unfinished } from './erase-months.ts'
import { forgetKept, freshKeep, type Keep, readKeep } from './keep.ts'
import { type RecordKindId, recordKinds } from './kinds.ts'
import { cutoffOf, periodsInForce } from './periods.ts'
import { recordErased } from './record.ts'
import { type AgeingKind, ageingTables, rowsIn } from './tables.ts'

export interface RetentionStores {
  readonly db: Db
  readonly clickhouse: ClickHouse
  readonly keys: Keys
}

/** Of a kind of record: what is, or would be, deleted, and what lies beyond its period and is kept. */
export interface Kept {
  readonly kind: RecordKindId
  readonly months: number
  /** What is older may go, epoch ms. */
  readonly cutoff: number
  readonly rows: number
  readonly held: number
}

/** Rows of one transaction. */
const atOnce = 5000

/** What the next run would delete. Writes nothing but its own list of what must be kept. */
export const preview = async (stores: RetentionStores, now: Date): Promise<Kept[]> =>
  eachKind(stores, now, async (kind, looking, reach) => {
    if (isAgeing(kind)) {
      const months = await monthsOf(stores.clickhouse, kind, { cutoff: looking.cutoff, reach }, looking.keep.run)
      return { rows: sum(months.map(({ rows }) => rows)), held: sum(months.map(({ held }) => held)) }
    }
    const found = await agedRows[kind].find(looking)
    return { rows: found.filter(({ held }) => !held).length, held: found.filter(({ held }) => held).length }
  })

/**
 * Deletes what is beyond its period, and ends what an earlier run left half done. Cut off anywhere, the next run goes on
 * and what was deleted is on record once.
 */
export const retain = async (stores: RetentionStores, now: Date): Promise<Kept[]> => {
  for (const run of await unfinished(stores.db)) await goOn(stores, run, now)
  await noteArrivals(stores.db, now)
  await forgetKept(stores.clickhouse)
  const done = await eachKind(stores, now, (kind, looking, reach) =>
    isAgeing(kind) ? retainMonths(stores, kind, looking, reach, now) : retainRows(stores, kind, looking, now),
  )
  await forgetKept(stores.clickhouse)
  return done
}

const isAgeing = (kind: RecordKindId): kind is AgeingKind => Object.hasOwn(ageingTables, kind)
const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0)

/** Each kind in its order, with what must be kept as of its own turn: a hold placed meanwhile counts. */
const eachKind = async (
  stores: RetentionStores,
  now: Date,
  look: (
    kind: RecordKindId,
    looking: Looking,
    reach: Run['reach'],
  ) => Promise<{ readonly rows: number; readonly held: number }>,
): Promise<Kept[]> => {
  const periods = await periodsInForce(stores.db)
  const kept: Kept[] = []
  const latest = cutoffOf(Math.min(...Object.values(periods)), now)
  let keep = await readKeep(stores, latest)
  for (const { id } of recordKinds) {
    const cutoff = cutoffOf(periods[id], now)
    keep = await freshKeep(stores, keep, latest)
    const { rows, held } = await look(id, { ...stores, keep, cutoff }, await arrivedBy(stores.db, cutoff))
    kept.push({ kind: id, months: periods[id], cutoff: cutoff.getTime(), rows, held })
  }
  return kept
}

const goOn = async (stores: RetentionStores, run: Run, now: Date, keep?: Keep): Promise<number> => {
  await deleteMonth(stores, run, keep)
  return finishMonth(stores, run, now)
}

const retainMonths = async (
  stores: RetentionStores,
  kind: AgeingKind,
  { keep, cutoff }: Looking,
  reach: Run['reach'],
  now: Date,
) => {
  const months = await monthsOf(stores.clickhouse, kind, { cutoff, reach }, keep.run)
  let rows = 0
  for (const { month } of months.filter((each) => each.rows > 0))
    rows += await goOn(stores, await planMonth(stores, kind, { month, cutoff, reach }, now), now, keep)
  return { rows, held: sum(months.map((each) => each.rows + each.held)) - rows }
}

const retainRows = async ({ db }: RetentionStores, kind: RowKind, looking: Looking, now: Date) => {
  const found = await agedRows[kind].find(looking)
  const free = found.filter(({ held }) => !held).map(({ id }) => id)
  const held = found.length - free.length
  let rows = 0
  for (let from = 0; from < free.length; from += atOnce)
    rows += await db.transaction(async (tx) => {
      const erased = await agedRows[kind].remove(tx, free.slice(from, from + atOnce), looking.cutoff)
      const n = rowsIn(erased)
      if (n === 0) return 0
      const [run] = await tx
        .insert(retentionRuns)
        .values({
          ...{ kind, state: 'done', cutoff: looking.cutoff, reach: [], planned: erased, erased, rows: n, held },
          ...{ plannedAt: now, doneAt: now },
        })
        .returning()
      await recordErased(tx, run!, now)
      return n
    })
  return { rows, held }
}
