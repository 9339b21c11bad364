import { and, eq, isNull } from 'drizzle-orm'
import { standingOf } from '../absences/standing-in.ts'
import { visibleIssues } from '../access/predicates.ts'
import { may, type Scope, sameEyes } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { act } from '../issues/act.ts'
import type { Refusal } from '../issues/refusal.ts'
import type { Stale } from '../issues/stale.ts'
import type { Db } from '../postgres/connect.ts'
import type { QualityVerdict } from '../postgres/quality-tables.ts'
import { issues, people, qualitySamples } from '../postgres/schema.ts'
import { decidedWithin, mayJudge } from './draw.ts'
import { type QualityRefusal, refuseQuality } from './refusal.ts'

export type Sample = typeof qualitySamples.$inferSelect
export type Outcome = { readonly kind: 'done'; readonly sample: Sample } | QualityRefusal

const found = async (tx: Db, scope: Scope, id: string) => {
  const [row] = await tx
    .select({ sample: qualitySamples, issue: issues })
    .from(qualitySamples)
    .innerJoin(issues, eq(issues.id, qualitySamples.issueId))
    .where(and(eq(qualitySamples.id, id), visibleIssues(scope)))
    .for('update', { of: qualitySamples })
  return row ?? null
}

/**
 * Judges a sample in somebody's name, once. Only who it was given to; somebody else who may, when they have left or
 * become concerned since.
 */
export const judgeSample = async (
  db: Db,
  scope: Scope,
  id: string,
  { verdict, reason }: { verdict: QualityVerdict; reason: string },
  { now }: { now: Date },
): Promise<Outcome> =>
  db.transaction(async (tx) => {
    const row = await found(tx, scope, id)
    if (!row) return refuseQuality('not-found')
    const { sample, issue } = row
    const [me] = await tx.select().from(people).where(eq(people.id, scope.personId))
    if (!may(scope, 'issues:work') || !me) return refuseQuality('not-permitted')
    const own = barredFromSample(scope, sample, issue)
    if (own) return refuseQuality(own)
    if (!mayJudge({ ...scope, ...me }, issue, sample.firstBy)) return refuseQuality('not-permitted')
    if (sample.second !== null) return refuseQuality('over')
    if (sample.reviewer !== scope.personId && (await stillJudges(tx, sample, issue, now)))
      return refuseQuality('anothers')
    if (reason.trim() === '') return refuseQuality('no-reason')
    const [next] = await tx
      .update(qualitySamples)
      .set({ second: verdict, secondBy: scope.personId, secondAt: now, reason })
      .where(and(eq(qualitySamples.id, id), isNull(qualitySamples.second)))
      .returning()
    const detail = { sample: id, verdict, reason, agrees: verdict === sample.first }
    const common = {
      at: now,
      personId: scope.personId,
      issueId: issue.id,
      fromState: issue.state,
      toState: issue.state,
    }
    await appendAction(tx, { ...common, kind: 'quality-judge', detail })
    return { kind: 'done', sample: next! }
  })

/** Why the person does not look at the first decision again, or null; it fell while the issue was open. */
export const barredFromSample = (
  scope: Scope,
  { firstBy }: Pick<Sample, 'firstBy'>,
  issue: Parameters<typeof decidedWithin>[0],
) => sameEyes(scope, firstBy, ...decidedWithin(issue))

const stillJudges = async (tx: Db, sample: Sample, issue: typeof issues.$inferSelect, now: Date): Promise<boolean> => {
  if (sample.reviewer === null) return false
  const [reviewer] = await tx
    .select()
    .from(people)
    .where(and(eq(people.id, sample.reviewer), eq(people.active, true)))
  if (reviewer === undefined) return false
  return mayJudge({ ...reviewer, ...(await standingOf(tx, reviewer.id, now)) }, issue, sample.firstBy)
}

/** Lets an issue on which the two differ be worked again; by a lead who did not decide it first. */
export const reopenBySample = async (
  db: Db,
  scope: Scope,
  id: string,
  { reason }: { reason: string },
  { now }: { now: Date },
): Promise<Outcome | Refusal | Stale> =>
  db.transaction(async (tx) => {
    const row = await found(tx, scope, id)
    if (!row) return refuseQuality('not-found')
    const { sample, issue } = row
    if (!may(scope, 'issues:lead')) return refuseQuality('not-permitted')
    const own = barredFromSample(scope, sample, issue)
    if (own) return refuseQuality(own)
    if (sample.second === null || sample.second === sample.first) return refuseQuality('agrees')
    if (sample.reopenedAt !== null) return refuseQuality('over')
    const outcome = await act(tx, scope, sample.issueId, { kind: 'reopen', reason }, { now })
    if (outcome.kind !== 'done') return outcome
    const [next] = await tx
      .update(qualitySamples)
      .set({ reopenedBy: scope.personId, reopenedAt: now })
      .where(eq(qualitySamples.id, id))
      .returning()
    const { state } = outcome.issue
    const common = { at: now, personId: scope.personId, issueId: sample.issueId, fromState: state, toState: state }
    await appendAction(tx, { ...common, kind: 'quality-reopen', detail: { sample: id, reason } })
    return { kind: 'done', sample: next! }
  })
