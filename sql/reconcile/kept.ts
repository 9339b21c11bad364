import { may, type Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { seesWholeBank } from '../queries/engine-room.ts'
import { readSetting, writeSetting } from '../settings/settings.ts'
import type { Concerned } from './difference.ts'
import type { Reconciled } from './reconcile.ts'

const last = 'reconciled'
const differed = 'reconciled.differed'
/** Reconciliations that found something, kept until newer ones push them out. */
const keptDiffering = 20

/** Keeps what was found last, for the page; what differed stays when the next finds nothing. */
export const keepReconciled = async (db: Db, found: Reconciled): Promise<void> => {
  await writeSetting(db, last, found)
  if (found.checks.every(({ differences }) => differences.length === 0)) return
  const earlier = (await readSetting<Reconciled[]>(db, differed)) ?? []
  await writeSetting(db, differed, [found, ...earlier].slice(0, keptDiffering))
}

/** What was found last, whoever asks: for jobs. */
export const reconciledBefore = (db: Db): Promise<Reconciled | null> => readSetting<Reconciled>(db, last)

interface Stores {
  readonly db: Db
  readonly clickhouse: ClickHouseReader
}

/** What was found last; null before the first time, and for who does not see the whole bank. */
export const lastReconciled = async ({ db, clickhouse }: Stores, scope: Scope): Promise<Reconciled | null> => {
  const found = seesWholeBank(scope) ? await reconciledBefore(db) : null
  return found && (await asSeenBy(clickhouse, scope, [found]))[0]!
}

/** Reconciliations that found something, newest first. */
export const differedBefore = async ({ db, clickhouse }: Stores, scope: Scope): Promise<Reconciled[]> =>
  seesWholeBank(scope) ? asSeenBy(clickhouse, scope, (await readSetting<Reconciled[]>(db, differed)) ?? []) : []

/**
 * Hits are named to who may read issues, but for those about oneself; the others see that something differs, and where.
 */
const asSeenBy = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  all: readonly Reconciled[],
): Promise<Reconciled[]> => {
  const named = all.flatMap(({ checks }) =>
    checks.flatMap((check) => check.differences.flatMap(({ hits = [] }) => hits)),
  )
  const reads = may(scope, 'issues:read')
  const own = reads ? await aboutOneself(clickhouse, scope, named) : new Set<string>()
  const visible = ({ triggerId }: Concerned) => reads && !own.has(triggerId)
  return all.map((found) => ({
    ...found,
    checks: found.checks.map((check) => ({
      ...check,
      differences: check.differences.map(({ hits, ...rest }) => ({
        ...rest,
        ...(hits && { hits: hits.filter(visible) }),
      })),
    })),
  }))
}

const aboutOneself = async (
  clickhouse: ClickHouseReader,
  { personId }: Scope,
  named: readonly Concerned[],
): Promise<Set<string>> => {
  if (named.length === 0) return new Set()
  const rows = await clickhouse.query<{ ref: string }>(
    `SELECT concat(source, '#', id) AS ref FROM events WHERE actor = {personId:String} AND id IN {ids:Array(String)}
     UNION DISTINCT SELECT trigger_id AS ref FROM hits WHERE actor = {personId:String} AND trigger_id IN {refs:Array(String)}`,
    {
      personId,
      ids: named.map(({ triggerId }) => triggerId.slice(triggerId.indexOf('#') + 1)),
      refs: named.map(({ triggerId }) => triggerId),
    },
  )
  return new Set(rows.map(({ ref }) => ref))
}
