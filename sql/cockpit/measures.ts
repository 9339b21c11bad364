import { and, desc, eq, gte } from 'drizzle-orm'
import { inScope, postgresSubtree } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { indicatorNamed } from '../indicators/catalogue.ts'
import { isDay } from '../indicators/period.ts'
import type { Db } from '../postgres/connect.ts'
import { branchMeasures, orgUnits } from '../postgres/schema.ts'

export type Measure = typeof branchMeasures.$inferSelect

/** Longest text, characters. */
export const longestMeasure = 300
const mostShown = 20

export interface MeasureWish {
  readonly indicator: string
  readonly orgunit: string
  /** `YYYY-MM-DD`. */
  readonly startsOn: string
  readonly text: string
}

/** Why a measure was not recorded: `what` names the part that is wrong. */
export type Recorded =
  | { readonly kind: 'recorded'; readonly measure: Measure }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'wrong'; readonly what: 'indicator' | 'orgunit' | 'startsOn' | 'text' }

export const mayRecord = (scope: Scope): boolean => may(scope, 'measures:record')

/** Puts on record what a unit does to move an indicator, in the audit chain too. `today` bounds the day it begins. */
export const recordMeasure = async (
  db: Db,
  scope: Scope,
  wish: MeasureWish,
  { now, today }: { now: Date; today: string },
): Promise<Recorded> => {
  if (!mayRecord(scope) || !inScope(scope, wish.orgunit)) return { kind: 'not-permitted' }
  if (indicatorNamed(wish.indicator)?.cockpit === undefined) return { kind: 'wrong', what: 'indicator' }
  if (!isDay(wish.startsOn) || wish.startsOn > today) return { kind: 'wrong', what: 'startsOn' }
  const text = wish.text.trim().replace(/\s+/g, ' ')
  if (text === '' || [...text].length > longestMeasure) return { kind: 'wrong', what: 'text' }
  const [known] = await db.select({ id: orgUnits.id }).from(orgUnits).where(eq(orgUnits.id, wish.orgunit))
  if (known === undefined) return { kind: 'wrong', what: 'orgunit' }
  return db.transaction(async (tx) => {
    const [measure] = await tx
      .insert(branchMeasures)
      .values({ ...wish, text, recordedBy: scope.personId, recordedAt: now })
      .returning()
    const { id, indicator, orgunit, startsOn } = measure!
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'branch-measure',
      fromState: null,
      toState: null,
      detail: { measure: id, indicator, orgunit, startsOn, text },
    })
    return { kind: 'recorded', measure: measure! }
  })
}

/** Measures taken for an indicator at a unit and below it, latest first. Empty for a unit that is not the caller's. */
export const measuresOf = async (
  db: Db,
  scope: Scope,
  { indicator, unit }: { indicator: string; unit: string },
): Promise<Measure[]> =>
  inScope(scope, unit)
    ? db
        .select()
        .from(branchMeasures)
        .where(and(eq(branchMeasures.indicator, indicator), postgresSubtree(unit, branchMeasures.orgunit)))
        .orderBy(desc(branchMeasures.startsOn), desc(branchMeasures.id))
        .limit(mostShown)
    : []

/** Every unit of the caller's that took a measure for an indicator from a day on, and when. */
export const begunSince = (
  db: Db,
  scope: Scope,
  { indicator, from }: { indicator: string; from: string },
): Promise<Pick<Measure, 'orgunit' | 'startsOn'>[]> =>
  db
    .selectDistinct({ orgunit: branchMeasures.orgunit, startsOn: branchMeasures.startsOn })
    .from(branchMeasures)
    .where(
      and(
        eq(branchMeasures.indicator, indicator),
        gte(branchMeasures.startsOn, from),
        postgresSubtree(scope.orgunit, branchMeasures.orgunit),
      ),
    )
