import { severities } from '@mingjing/rules/language/severities.ts'
import { and, arrayOverlaps, desc, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { type IssueSeverity, issues } from '../postgres/schema.ts'
import { issuesWhere } from './filter.ts'
import { founded, recordDays } from './founded.ts'
import { dueAt } from './limits.ts'
import { weigh } from './priority.ts'

type Issue = typeof issues.$inferSelect

const withinMs = recordDays * 86_400_000

/**
 * Issues about to open, as repeats where they are some: of the same rule group, and of the same subject, person or
 * partner, as an issue that was confirmed and whose last hit lies at most {@link recordDays} days before their
 * first. A repeat names the newest such issue and is one level graver than its hits are.
 */
export const asRepeats = async (tx: Db, opening: readonly Issue[], clock: Date): Promise<Issue[]> => {
  if (opening.length === 0) return []
  const staff = [...new Set(opening.flatMap(({ actors }) => actors))]
  const partners = [...new Set(opening.flatMap((issue) => issue.partners))]
  const earlier = await tx
    .select({
      id: issues.id,
      subject: issues.subject,
      ruleGroup: issues.ruleGroup,
      actors: issues.actors,
      partners: issues.partners,
      lastHitAt: issues.lastHitAt,
    })
    .from(issues)
    .where(
      and(
        inArray(issues.ruleGroup, [...new Set(opening.map(({ ruleGroup }) => ruleGroup))]),
        gte(issues.lastHitAt, new Date(Math.min(...opening.map(({ firstHitAt }) => firstHitAt.getTime())) - withinMs)),
        founded,
        or(
          inArray(issues.subject, [...new Set(opening.map(({ subject }) => subject))]),
          staff.length === 0 ? undefined : arrayOverlaps(issues.actors, staff),
          partners.length === 0 ? undefined : arrayOverlaps(issues.partners, partners),
        ),
      ),
    )
    .orderBy(desc(issues.lastHitAt), desc(issues.id))
  const byGroup = Map.groupBy(earlier, ({ ruleGroup }) => ruleGroup)
  return opening.map((issue) => {
    const before = byGroup.get(issue.ruleGroup)?.find((each) => repeats(issue, each))
    return before === undefined ? issue : repeated(issue, before.id, clock)
  })
}

const repeats = (issue: Issue, before: Pick<Issue, 'subject' | 'actors' | 'partners' | 'lastHitAt'>): boolean => {
  const since = issue.firstHitAt.getTime() - before.lastHitAt.getTime()
  if (since < 0 || since > withinMs) return false
  return (
    before.subject === issue.subject ||
    before.actors.some((each) => issue.actors.includes(each)) ||
    before.partners.some((each) => issue.partners.includes(each))
  )
}

/** One level graver; the gravest stays so. */
export const raised = (severity: IssueSeverity): IssueSeverity =>
  severities[Math.min(severities.indexOf(severity) + 1, severities.length - 1)]!

const repeated = (issue: Issue, repeatOf: string, clock: Date): Issue => {
  const severity = raised(issue.severity)
  const next = { ...issue, repeatOf, severity, dueAt: dueAt(issue.state, severity, issue.stateAt) }
  return { ...next, ...weigh(next, clock), weighAt: issue.weighAt }
}

/** Issues of the same rule group in the {@link recordDays} days before, by what they have in common. */
export interface Repeats {
  readonly by: 'person' | 'partner' | 'outlet'
  readonly value: string
  readonly issues: number
  /** Of them, those somebody confirmed. */
  readonly founded: number
}

/** The same again, as far as the person may see it; nothing where there is none. */
export const repeatsOf = async (db: Db, scope: Scope, issue: Issue): Promise<Repeats[]> => {
  const since = new Date(issue.firstHitAt.getTime() - withinMs)
  const others = and(
    issuesWhere(scope, { ruleGroup: issue.ruleGroup }),
    sql`${issues.id} <> ${issue.id}`,
    gte(issues.lastHitAt, since),
    lt(issues.firstHitAt, new Date(issue.lastHitAt.getTime() + 1)),
    sql`${issues.state} <> 'merged'`,
  )
  const counted = (by: Repeats['by'], value: SQL, shared: SQL): SQL =>
    sql`select ${by} as by, value, count(*)::int as issues, count(*) filter (where ${founded})::int as founded
        from ${issues}, lateral (select ${value} as value) as common where ${others} and ${shared} group by value`
  const among = (list: readonly string[]): SQL =>
    sql`(select array_agg(each) from jsonb_array_elements_text(${JSON.stringify(list)}::jsonb) each)`
  const found = await rowsOf<Repeats>(
    db,
    sql`select * from (
          ${counted('person', sql`unnest(${issues.actors})`, sql`${issues.actors} && ${among(issue.actors)}`)}
          union all ${counted('partner', sql`unnest(${issues.partners})`, sql`${issues.partners} && ${among(issue.partners)}`)}
          union all ${counted('outlet', sql`${issues.orgunit}`, sql`${issues.orgunit} = ${issue.orgunit}`)}
        ) as repeats order by issues desc, value`,
  )
  return found.filter(
    ({ by, value }) =>
      by === 'outlet' || (by === 'person' ? issue.actors.includes(value) : issue.partners.includes(value)),
  )
}
