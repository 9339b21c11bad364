import { createHash } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import { granted } from '../access/permission.ts'
import { atHeadOffice, scopeOf } from '../access/scope.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { type NewNotification, tell } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import { people, type Role } from '../postgres/schema.ts'
import { keepReconciled, reconciledBefore } from './kept.ts'
import { type Reconciled, reconcile } from './reconcile.ts'

/** Who is told at once that a promise may be broken. */
const told: readonly Role[] = (['admin', 'lead'] as const).filter((role) => granted[role].has('operations:read'))

/**
 * Reconciles, keeps what was found, and tells administrators and leads of the head office what differs, each thing once a day. `mostMs` is what comparing
 * with SQL may take at most.
 */
export const reconcileOnRecord = async (
  stores: { readonly db: Db; readonly clickhouse: ClickHouse },
  now: Date,
  mostMs?: number,
): Promise<Reconciled> => {
  const before = await reconciledBefore(stores.db)
  const found = await reconcile(stores, { now, behind: before?.endedAt ?? null, ...(mostMs && { mostMs }) })
  await stores.db.transaction(async (tx) => {
    await keepReconciled(tx, found)
    await page(tx, found, now)
  })
  return found
}

/** Differences in all. */
export const differing = ({ checks }: Reconciled): number =>
  checks.reduce((sum, { differences }) => sum + differences.length, 0)

const page = async (tx: Db, found: Reconciled, now: Date): Promise<void> => {
  const total = differing(found)
  if (total === 0) return
  const wrong = found.checks.flatMap(({ id, differences }) => differences.map(({ what }) => `${id}: ${what}`))
  // The same difference an hour later is no news; the day after it is.
  const day = now.toISOString().slice(0, 10)
  const name = createHash('sha256')
    .update(JSON.stringify([day, wrong]))
    .digest('hex')
    .slice(0, 16)
  const all = await tx
    .select()
    .from(people)
    .where(and(eq(people.active, true), inArray(people.role, [...told])))
  const rows = all
    .filter((person) => atHeadOffice(scopeOf(person)))
    .map(
      (person): NewNotification => ({
        id: `differs:${name}:${person.id}`,
        personId: person.id,
        orgunit: person.orgunit,
        kind: 'differs',
        severity: 'critical',
        titleZh: `对账不一致：${total} 项`,
        titleEn: total === 1 ? 'Reconciliation found a difference' : `Reconciliation found ${total} differences`,
        createdAt: now,
      }),
    )
  await tell(tx, rows)
}
