import { eq } from 'drizzle-orm'
import type { ClickHouse, ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import type { Erased } from '../postgres/retention-tables.ts'
import { retentionRuns } from '../postgres/schema.ts'
import { freshKeep, type Keep, readKeep } from './keep.ts'
import { recordErased } from './record.ts'
import { type AgeingKind, ageingTables, beyond, rowsIn, type Stretch } from './tables.ts'

export type Run = typeof retentionRuns.$inferSelect
interface Stores {
  readonly db: Db
  readonly clickhouse: ClickHouse
}

/** Rows beyond their period, by the groups reconciliation counts in, and how many of them may go. */
export const lying = async (
  clickhouse: ClickHouseReader,
  kind: AgeingKind,
  stretch: Stretch,
): Promise<readonly Erased[]> => {
  const table = ageingTables[kind]
  const by = table.by.replace(/\w+ AS /g, '')
  return clickhouse.query<Erased>(
    `SELECT ${table.by}, ${table.sums} FROM ${table.table} WHERE ${beyond(table, stretch)} GROUP BY ${by} ORDER BY ${by}`,
  )
}

const mayGo = (kind: AgeingKind, stretch: Stretch, run: string): string => {
  const table = ageingTables[kind]
  return `${beyond(table, stretch)} AND ${table.also(stretch.cutoff.getTime())} AND ${table.free(run)}`
}

export interface Month {
  readonly month: string
  /** Rows that may go. */
  readonly rows: number
  /** Rows beyond their period that stay. */
  readonly held: number
}

/** The months of a kind in which something lies beyond its period. */
export const monthsOf = (
  clickhouse: ClickHouseReader,
  kind: AgeingKind,
  stretch: Omit<Stretch, 'month'>,
  run: string,
): Promise<Month[]> => {
  const { table, time } = ageingTables[kind]
  const all = { ...stretch, month: null }
  return clickhouse.query<Month>(
    `SELECT toString(toYYYYMM(${time})) AS month, countIf(${mayGo(kind, all, run)}) AS rows, count() - rows AS held
     FROM ${table} WHERE ${beyond(ageingTables[kind], all)} GROUP BY month ORDER BY month`,
  )
}

/**
 * Writes down what lies in a month before anything of it is deleted: from what is left afterwards follows what went,
 * whatever happened in between.
 */
export const planMonth = async (
  { db, clickhouse }: Stores,
  kind: AgeingKind,
  stretch: Stretch & { month: string },
  now: Date,
): Promise<Run> => {
  const planned = await lying(clickhouse, kind, stretch)
  const { month, cutoff, reach } = stretch
  const [run] = await db
    .insert(retentionRuns)
    .values({ kind, state: 'planned', month, cutoff, reach, planned, erased: [], plannedAt: now })
    .returning()
  return run!
}

/** Deletes what a plan names, but for what must be kept as of now; `known` was read up to its cutoff or a later one. Done twice, the second time finds nothing. */
export const deleteMonth = async (stores: Stores, run: Run, known?: Keep): Promise<void> => {
  const kind = run.kind as AgeingKind
  const keep = await (known ? freshKeep(stores, known, run.cutoff) : readKeep(stores, run.cutoff))
  const stretch = { month: run.month, cutoff: run.cutoff, reach: run.reach }
  await stores.clickhouse.command(
    `ALTER TABLE ${ageingTables[kind].table} DELETE IN PARTITION ${Number(run.month)} WHERE ${mayGo(kind, stretch, keep.run)}
     SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1`,
  )
}

/** What is gone of a plan by now. */
export const goneOf = async (clickhouse: ClickHouseReader, run: Run): Promise<readonly Erased[]> => {
  const left = await lying(clickhouse, run.kind as AgeingKind, run)
  return run.planned.flatMap((group) => {
    const still = left.find((each) => named(each) === named(group))
    const rows = group.rows - (still?.rows ?? 0)
    const less = (of: 'net' | 'opening') => (group[of] === undefined ? {} : { [of]: group[of] - (still?.[of] ?? 0) })
    return rows === 0 ? [] : [{ ...group, rows, ...less('net'), ...less('opening') }]
  })
}

const named = ({ topic, partition, type, rule, step }: Erased): string =>
  JSON.stringify([topic, partition, type, rule, step])

/** Ends a plan, on record. */
export const finishMonth = async ({ db, clickhouse }: Stores, run: Run, now: Date): Promise<number> => {
  const erased = await goneOf(clickhouse, run)
  const rows = rowsIn(erased)
  const held = rowsIn(run.planned) - rows
  await db.transaction(async (tx) => {
    // Where another process ended it meanwhile, it is on record already.
    const [open] = await tx.select().from(retentionRuns).where(eq(retentionRuns.id, run.id)).for('update')
    if (open?.state !== 'planned') return
    await tx
      .update(retentionRuns)
      .set({ state: 'done', erased, rows, held, doneAt: now })
      .where(eq(retentionRuns.id, run.id))
    await recordErased(tx, { ...run, rows, held }, now)
  })
  return rows
}

export const unfinished = (db: Db): Promise<Run[]> =>
  db.select().from(retentionRuns).where(eq(retentionRuns.state, 'planned')).orderBy(retentionRuns.id)
