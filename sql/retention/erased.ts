import { eq } from 'drizzle-orm'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import type { Erased } from '../postgres/retention-tables.ts'
import { retentionRuns } from '../postgres/schema.ts'
import { goneOf } from './erase-months.ts'
import { ageingTables } from './tables.ts'

/** What retention has taken from the rows reconciliation counts; of a run that is not over, what is gone so far. */
export interface ErasedSums {
  readonly events: readonly Erased[]
  readonly hits: readonly Erased[]
  readonly deadLetters: readonly Erased[]
  /** Months, `202601`, of which hits were deleted. */
  readonly months: readonly string[]
}

export const erasedSums = async (db: Db, lane: ClickHouseReader): Promise<ErasedSums> => {
  const done = await db
    .select({ kind: retentionRuns.kind, month: retentionRuns.month, erased: retentionRuns.erased })
    .from(retentionRuns)
    .where(eq(retentionRuns.state, 'done'))
  const open = await db.select().from(retentionRuns).where(eq(retentionRuns.state, 'planned'))
  const all = [...done]
  for (const run of open) all.push({ kind: run.kind, month: run.month, erased: await goneOf(lane, run) })
  const of = (kinds: readonly string[]) => all.flatMap(({ kind, erased }) => (kinds.includes(kind) ? erased : []))
  const ofTable = (name: string) =>
    of(Object.entries(ageingTables).flatMap(([kind, { table }]) => (table === name ? [kind] : [])))
  const months = all.flatMap(({ kind, month }) => (kind === 'hits' && month !== null ? [month] : []))
  return { events: ofTable('events'), hits: ofTable('hits'), deadLetters: of(['dead-letters']), months }
}

/** Sums by a name made of each group. */
export const erasedBy = (
  erased: readonly Erased[],
  name: (group: Erased) => string,
  of: (group: Erased) => number = ({ rows }) => rows,
): Map<string, number> => {
  const sums = new Map<string, number>()
  for (const group of erased) sums.set(name(group), (sums.get(name(group)) ?? 0) + of(group))
  return sums
}
