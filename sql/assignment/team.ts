import { contains } from '@mingjing/rules/events/orgunit.ts'
import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm'
import { type AbsenceRow, absencesAhead } from '../absences/list.ts'
import { inScope, postgresSubtree, visibleIssues } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { issues, type Role } from '../postgres/schema.ts'
import { type Decision, decide, type Officer } from './decide.ts'
import { evenOut, type Held, type Move } from './even-out.ts'
import { officersAt, peopleWhoWork, weighingStates } from './officers.ts'
import { isAutomatic, type Switch, switches } from './switch.ts'
import { waitingOf } from './waiting.ts'

type Issue = typeof issues.$inferSelect

/** An officer of the caller's units, with the issues of theirs the caller may see, those due first. */
export interface Member extends Officer {
  readonly zh: string
  readonly en: string
  readonly role: Role
  /** Whether issues are assigned to them without a lead: officers, and who else has a profile. */
  readonly asked: boolean
  readonly issues: readonly Issue[]
}

export interface Team {
  readonly members: readonly Member[]
  /** Issues nobody has, the gravest first, and why nobody can take them, where that is so. */
  readonly waiting: readonly { readonly issue: Issue; readonly automatic: boolean; readonly decision: Decision }[]
  readonly absences: readonly AbsenceRow[]
  readonly switches: readonly Switch[]
  /** Moves that would spread the work more evenly. */
  readonly suggestion: readonly Move[]
}

/** Issues of one person, and waiting ones, that are listed; the page says so. */
export const mostListed = 100

/**
 * The work of those who handle issues in the caller's units, and how it could be spread; empty without the permission.
 * `unit`, one of theirs, narrows the people to those whose work it is, the head office's included, and what waits to it.
 */
export const team = async (db: Db, scope: Scope, now: Date, unit: string): Promise<Team> => {
  if (!may(scope, 'team:read')) return { members: [], waiting: [], absences: [], switches: [], suggestion: [] }
  const [officers, set, ahead] = [await officersAt(db, now), await switches(db), await absencesAhead(db, scope, now)]
  const byId = new Map(officers.map((officer) => [officer.id, officer]))
  const staff = (await peopleWhoWork(db, now)).filter(
    ({ orgunit, role, id }) =>
      inScope(scope, orgunit) &&
      (contains(unit, orgunit) || contains(orgunit, unit)) &&
      (role === 'officer' || byId.has(id)),
  )
  const held = await heldBy(
    db,
    scope,
    staff.map(({ id }) => id),
  )
  const members = staff.map((person) => ({
    ...person,
    asked: byId.has(person.id),
    issues: (held.get(person.id) ?? []).slice(0, mostListed),
  }))
  const waiting = await waitingIn(db, scope, unit)
  const decisions = new Map(decide(waiting.map(waitingOf), officers).map((each) => [each.issue.id, each]))
  const movable = [...held.values()]
    .flat()
    .flatMap((issue): Held[] =>
      issue.state === 'assigned' && issue.assignee !== null ? [{ ...waitingOf(issue), assignee: issue.assignee }] : [],
    )
  return {
    members,
    waiting: waiting.map((issue) => ({
      issue,
      automatic: isAutomatic(set, issue.orgunit),
      decision: decisions.get(issue.id)!,
    })),
    absences: ahead,
    switches: set,
    suggestion: may(scope, 'issues:lead') ? evenOut(movable, members) : [],
  }
}

const heldBy = async (db: Db, scope: Scope, ids: readonly string[]): Promise<Map<string, Issue[]>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select()
    .from(issues)
    .where(and(visibleIssues(scope), inArray(issues.assignee, [...ids]), inArray(issues.state, [...weighingStates])))
    .orderBy(asc(issues.dueAt), asc(issues.id))
  return Map.groupBy(rows, (issue) => issue.assignee!)
}

const waitingIn = (db: Db, scope: Scope, unit: string): Promise<Issue[]> =>
  db
    .select()
    .from(issues)
    .where(
      and(
        visibleIssues(scope),
        postgresSubtree(unit, issues.orgunit),
        eq(issues.state, 'open'),
        isNull(issues.assignee),
      ),
    )
    .orderBy(desc(issues.priority), asc(issues.openedAt), asc(issues.id))
    .limit(mostListed)

/** Whether nobody can take an issue that nobody has, and why, or who comes first; null where it is not waiting. */
export const standing = async (
  db: Db,
  issue: Issue,
  now: Date,
): Promise<{ automatic: boolean; decision: Decision } | null> => {
  if (issue.state !== 'open' || issue.assignee !== null) return null
  const [decision] = decide([waitingOf(issue)], await officersAt(db, now))
  return { automatic: isAutomatic(await switches(db), issue.orgunit), decision: decision! }
}
