import { and, asc, desc, eq, isNotNull, isNull, ne } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { issues, qualityDraws, qualitySamples } from '../postgres/schema.ts'
import { barredFromSample, type Sample } from './judge.ts'
import { type Measured, measured } from './kappa.ts'

const most = 200

/** A sample with what its issue is about. Nothing of the first decision is in one that waits for a judgement. */
export interface ListedSample extends Sample {
  readonly subject: string
  readonly titleZh: string
  readonly titleEn: string
  readonly state: string
}

const columns = {
  sample: qualitySamples,
  subject: issues.subject,
  zh: issues.titleZh,
  en: issues.titleEn,
  state: issues.state,
  openedAt: issues.openedAt,
  closedAt: issues.closedAt,
}

/** What the person is to judge, oldest first. */
export const toJudge = async (db: Db, scope: Scope): Promise<Omit<ListedSample, 'first' | 'firstBy' | 'state'>[]> => {
  const rows = await db
    .select(columns)
    .from(qualitySamples)
    .innerJoin(issues, eq(issues.id, qualitySamples.issueId))
    .where(and(visibleIssues(scope), eq(qualitySamples.reviewer, scope.personId), isNull(qualitySamples.second)))
    .orderBy(asc(qualitySamples.period), asc(qualitySamples.id))
    .limit(most)
  return rows.map(({ sample: { first: _, firstBy: __, ...sample }, subject, zh, en }) => ({
    ...sample,
    ...{ subject, titleZh: zh, titleEn: en },
  }))
}

/** Those who lead, audit or manage the bank see results of all; an officer sees their tasks only. */
export const maySeeResults = (scope: Scope): boolean => may(scope, 'quality:read')

export interface Disagreement extends ListedSample {
  /** Why the reader does not let the issue be worked again, as far as the four eyes go; or null. */
  readonly barred: ReturnType<typeof barredFromSample>
}

/** Samples on which the two differ, the newest first. */
export const disagreements = async (db: Db, scope: Scope): Promise<Disagreement[]> => {
  if (!maySeeResults(scope)) return []
  const rows = await db
    .select(columns)
    .from(qualitySamples)
    .innerJoin(issues, eq(issues.id, qualitySamples.issueId))
    .where(and(visibleIssues(scope), isNotNull(qualitySamples.second), ne(qualitySamples.second, qualitySamples.first)))
    .orderBy(desc(qualitySamples.secondAt))
    .limit(most)
  return rows.map(({ sample, subject, zh, en, state, ...issue }) => ({
    ...{ ...sample, subject, titleZh: zh, titleEn: en, state },
    barred: barredFromSample(scope, sample, issue),
  }))
}

export interface MeasuredOf extends Measured {
  /** A staff id, a rule or a branch. */
  readonly of: string
}

export interface Results {
  readonly all: Measured
  readonly waiting: number
  readonly officers: readonly MeasuredOf[]
  readonly rules: readonly MeasuredOf[]
  readonly units: readonly MeasuredOf[]
  readonly draws: readonly (typeof qualityDraws.$inferSelect)[]
}

/** How the two officers agree, over the samples whose issues the person may see; unweighted by stratum. */
export const qualityResults = async (db: Db, scope: Scope): Promise<Results | null> => {
  if (!maySeeResults(scope)) return null
  const rows = await db
    .select({ sample: qualitySamples })
    .from(qualitySamples)
    .innerJoin(issues, eq(issues.id, qualitySamples.issueId))
    .where(visibleIssues(scope))
  const judged = rows.flatMap(({ sample }) => (sample.second === null ? [] : [sample]))
  const by = (names: (sample: Sample) => readonly string[]): MeasuredOf[] => {
    const named = judged.flatMap((sample) => names(sample).map((of) => ({ of, sample })))
    return [...Map.groupBy(named, ({ of }) => of)]
      .map(([of, all]) => ({ of, ...agreement(all.map(({ sample }) => sample)) }))
      .sort((a, b) => b.n - a.n || (a.of < b.of ? -1 : 1))
  }
  return {
    all: agreement(judged),
    waiting: rows.length - judged.length,
    officers: by(({ firstBy }) => [firstBy]),
    rules: by(({ ruleIds }) => ruleIds),
    units: by(({ orgunit }) => [orgunit.split('-')[0]!]),
    draws: await db.select().from(qualityDraws).orderBy(desc(qualityDraws.period)).limit(24),
  }
}

const agreement = (samples: readonly Sample[]): Measured => {
  const among = (first: string, second: string) =>
    samples.filter((sample) => sample.first === first && sample.second === second).length
  return measured({
    both: among('confirmed', 'confirmed'),
    first: among('confirmed', 'dismissed'),
    second: among('dismissed', 'confirmed'),
    neither: among('dismissed', 'dismissed'),
  })
}
