import { and, eq, isNull } from 'drizzle-orm'
import { clickhouseSubtree, postgresSubtree } from '../access/predicates.ts'
import { atHeadOffice, may, type Scope } from '../access/scope.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { issueVisible } from '../issues/queue.ts'
import type { Db } from '../postgres/connect.ts'
import type { HoldKind } from '../postgres/retention-tables.ts'
import { issues, legalHolds } from '../postgres/schema.ts'
import { recordHold } from './record.ts'
import { type HoldRefusal, refuseHold } from './refusal.ts'

export type Hold = typeof legalHolds.$inferSelect

export interface HoldWish {
  readonly kind: HoldKind
  readonly value: string
  readonly reason: string
  /** Number of the letter it rests on. */
  readonly reference: string
}

/**
 * Places a hold in somebody's name; it holds from now on, for every deletion that has not begun. The head office may hold
 * what nothing is known of yet; a branch only what something is on record of within it.
 */
export const placeHold = async (
  { db, clickhouse }: { readonly db: Db; readonly clickhouse: ClickHouseReader },
  scope: Scope,
  wish: HoldWish,
  { now }: { now: Date },
): Promise<{ readonly kind: 'placed'; readonly hold: Hold } | HoldRefusal> => {
  if (!may(scope, 'holds:place')) return refuseHold('not-permitted')
  const { kind, value, reason, reference } = wish
  if (value.trim() === '') return refuseHold('no-value')
  if (reason.trim() === '') return refuseHold('no-reason')
  if (reference.trim() === '') return refuseHold('no-reference')
  if (kind === 'issue') {
    if (!(await issueVisible(db, scope, value))) return refuseHold('no-issue')
  } else if (!atHeadOffice(scope) && !(await onRecord({ db, clickhouse }, scope.orgunit, wish)))
    return refuseHold('not-yours')
  return db.transaction(async (tx) => {
    const [same] = await tx
      .select({ id: legalHolds.id })
      .from(legalHolds)
      .where(
        and(
          ...[eq(legalHolds.kind, kind), eq(legalHolds.value, value), eq(legalHolds.reference, reference)],
          ...[eq(legalHolds.orgunit, scope.orgunit), isNull(legalHolds.liftedAt)],
        ),
      )
    if (same) return refuseHold('standing')
    const [hold] = await tx
      .insert(legalHolds)
      .values({ kind, value, reason, reference, orgunit: scope.orgunit, placedBy: scope.personId, placedAt: now })
      .returning()
    await recordHold(tx, hold!, { kind: 'hold-placed', by: scope.personId, now })
    return { kind: 'placed', hold: hold! }
  })
}

/** Columns of events in which a hold of each kind finds what it lies on. */
const columns = {
  subject: ['subject'],
  account: ['account', 'counter_account', 'card', 'subject'],
  customer: ['customer'],
  partner: ['partner'],
} as const satisfies Record<Exclude<HoldKind, 'issue'>, readonly string[]>

const onRecord = async (
  { db, clickhouse }: { readonly db: Db; readonly clickhouse: ClickHouseReader },
  orgunit: string,
  { kind, value }: HoldWish,
): Promise<boolean> => {
  if (kind === 'issue') return false
  const named = columns[kind].map((column) => `ifNull(${column}, '') = {value:String}`).join(' OR ')
  const [event] = await clickhouse.query(
    `SELECT 1 FROM events WHERE (${named}) AND ${clickhouseSubtree(orgunit)} LIMIT 1`,
    { value },
  )
  if (event) return true
  const [issue] = await db
    .select({ id: issues.id })
    .from(issues)
    .where(and(eq(issues.subject, value), postgresSubtree(orgunit, issues.orgunit)))
    .limit(1)
  return kind === 'subject' && issue !== undefined
}
