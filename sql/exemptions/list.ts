import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { visibleExemptions } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { actorsOf } from '../issues/facts.ts'
import type { Db } from '../postgres/connect.ts'
import { exemptHits, exemptions } from '../postgres/schema.ts'
import type { Exemption } from './covers.ts'

/** Exemptions a page shows at once, and hits of one. */
const most = 200

/** `waiting` to be decided, `holding` now, or over. */
export const phases = ['waiting', 'holding', 'over'] as const
export type Phase = (typeof phases)[number]

/** An exemption with what it has kept from opening so far. */
export interface ListedExemption extends Exemption {
  readonly hits: number
  /** Fen, over the hits that have an amount. */
  readonly amount: number
}

const phaseIs = (phase: Phase, now: Date) => {
  const { state, until } = exemptions
  const holding = sql`(${state} = 'approved' and ${until} > ${now.toISOString()}::timestamptz)`
  if (phase === 'waiting') return eq(state, 'proposed')
  return phase === 'holding' ? holding : sql`(${state} <> 'proposed' and not ${holding})`
}

/** The exemptions somebody may see, the newest first; at most 200. */
export const listExemptions = async (
  db: Db,
  scope: Scope,
  { phase, issueId, now }: { readonly phase?: Phase; readonly issueId?: string; readonly now: Date },
): Promise<ListedExemption[]> => {
  const rows = await db
    .select()
    .from(exemptions)
    .where(
      and(
        visibleExemptions(scope),
        phase === undefined ? undefined : phaseIs(phase, now),
        issueId === undefined ? undefined : eq(exemptions.issueId, issueId),
      ),
    )
    .orderBy(desc(exemptions.id))
    .limit(most)
  const covered = await coveredBy(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, ...(covered.get(row.id) ?? { hits: 0, amount: 0 }) }))
}

export const findExemption = async (db: Db, scope: Scope, id: number): Promise<ListedExemption | null> => {
  const [row] = await db
    .select()
    .from(exemptions)
    .where(and(eq(exemptions.id, id), visibleExemptions(scope)))
  return row ? { ...row, ...((await coveredBy(db, [id])).get(id) ?? { hits: 0, amount: 0 }) } : null
}

const coveredBy = async (db: Db, ids: readonly number[]): Promise<Map<number, { hits: number; amount: number }>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({
      id: exemptHits.exemptionId,
      hits: sql<number>`count(*)::int`,
      amount: sql<string>`coalesce(sum(${exemptHits.amount}), 0)::text`,
    })
    .from(exemptHits)
    .where(and(inArray(exemptHits.exemptionId, [...ids]), sql`${exemptHits.withdrawnAt} is null`))
    .groupBy(exemptHits.exemptionId)
  return new Map(rows.map(({ id, hits, amount }) => [id, { hits, amount: Number(amount) }]))
}

/**
 * The hits of an exemption, the newest first, of at most 200; none when the person may not see it. Those about the
 * person are left out.
 */
export const exemptHitsOf = async (db: Db, scope: Scope, id: number): Promise<(typeof exemptHits.$inferSelect)[]> => {
  if ((await findExemption(db, scope, id)) === null) return []
  const rows = await db
    .select()
    .from(exemptHits)
    .where(eq(exemptHits.exemptionId, id))
    .orderBy(desc(exemptHits.at), desc(exemptHits.hitId))
    .limit(most)
  return rows.filter(({ hit }) => !actorsOf([hit]).includes(scope.personId))
}

/** Which exemption kept each of these hits from opening an issue; hits that none did are not in the answer. */
export const exemptionOfHits = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ hitId: exemptHits.hitId, id: exemptHits.exemptionId })
    .from(exemptHits)
    .where(and(inArray(exemptHits.hitId, [...ids]), sql`${exemptHits.releasedAt} is null`))
  return new Map(rows.map(({ hitId, id }) => [hitId, id]))
}
