import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { and, asc, desc, eq, inArray, isNull, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { postgresSubtree } from '../access/predicates.ts'
import type { Db } from '../postgres/connect.ts'
import { assignmentSwitches, issues } from '../postgres/schema.ts'
import type { Officer, Waiting } from './decide.ts'

type Issue = typeof issues.$inferSelect

/** Issues of units where assignment is automatic; what the nearest unit says, as in ./switch.ts. */
export const inAutomaticUnit: SQL = sql`coalesce((
  select ${assignmentSwitches.automatic} from ${assignmentSwitches}
  where ${assignmentSwitches.orgunit} in (${issues.orgunit}, ${headOffice})
     or starts_with(${issues.orgunit}, ${assignmentSwitches.orgunit} || '-')
  order by ${assignmentSwitches.orgunit} = ${headOffice}, length(${assignmentSwitches.orgunit}) desc limit 1), false)`

/** What one officer would be asked for, but for who is concerned. */
const withinReach = ({ orgunit, stages, classes }: Officer): SQL =>
  and(
    postgresSubtree(orgunit, issues.orgunit),
    orgunit === headOffice ? undefined : ne(issues.class, 'money-laundering'),
    stages === null ? undefined : inArray(issues.stage, [...stages]),
    classes === null ? undefined : inArray(issues.class, [...classes]),
  ) ?? sql`true`

/**
 * Open issues that nobody has, awake, of automatic units, and within reach of one of these officers: whatever the pile of
 * those nobody can take, it never hides one that somebody can. The gravest first.
 */
export const waitingFor = async (
  db: Db,
  officers: readonly Officer[],
  { now, limit }: { now: Date; limit: number },
): Promise<Issue[]> => {
  if (officers.length === 0) return []
  return db
    .select()
    .from(issues)
    .where(
      and(
        eq(issues.state, 'open'),
        isNull(issues.assignee),
        or(isNull(issues.snoozedUntil), lte(issues.snoozedUntil, now)),
        or(...officers.map(withinReach)),
        inAutomaticUnit,
      ),
    )
    .orderBy(desc(issues.priority), asc(issues.openedAt), asc(issues.id))
    .limit(limit)
}

export const waitingOf = (issue: Issue): Waiting => ({
  id: issue.id,
  orgunit: issue.orgunit,
  stage: issue.stage,
  class: issue.class,
  severity: issue.severity,
  actors: issue.actors,
  priority: issue.priority,
  openedAt: issue.openedAt.getTime(),
})
