import { and, eq, isNull } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import { countsAmong, may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { act } from '../issues/act.ts'
import type { Refusal } from '../issues/refusal.ts'
import type { Stale } from '../issues/stale.ts'
import type { Db } from '../postgres/connect.ts'
import type { QualityVerdict } from '../postgres/quality-tables.ts'
import { issues, people, qualitySamples } from '../postgres/schema.ts'
import { mayJudge } from './draw.ts'
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
    if (countsAmong(scope, [sample.firstBy])) return refuseQuality('own')
    if (!mayJudge(me, issue, sample.firstBy)) return refuseQuality('not-permitted')
    if (sample.second !== null) return refuseQuality('over')
    if (sample.reviewer !== scope.personId && (await stillJudges(tx, sample, issue))) return refuseQuality('anothers')
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

const stillJudges = async (tx: Db, sample: Sample, issue: typeof issues.$inferSelect): Promise<boolean> => {
  if (sample.reviewer === null) return false
  const [reviewer] = await tx
    .select()
    .from(people)
    .where(and(eq(people.id, sample.reviewer), eq(people.active, true)))
  return reviewer !== undefined && mayJudge(reviewer, issue, sample.firstBy)
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
    const { sample } = row
    if (!may(scope, 'issues:lead')) return refuseQuality('not-permitted')
    if (countsAmong(scope, [sample.firstBy])) return refuseQuality('own')
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
