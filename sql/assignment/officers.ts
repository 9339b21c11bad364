import { and, eq, inArray, sql } from 'drizzle-orm'
import { absentAt, standingIn } from '../absences/standing-in.ts'
import { granted } from '../access/permission.ts'
import type { Db } from '../postgres/connect.ts'
import { type IssueState, issues, people, roles, workProfiles } from '../postgres/schema.ts'
import type { Officer } from './decide.ts'
import { points, usualCapacity } from './points.ts'

/** States in which an issue is work for who has it; while an order is out it is somebody else's. */
export const weighingStates = ['assigned', 'confirmed', 'answered', 'verified'] as const satisfies readonly IssueState[]

const able = roles.filter((role) => granted[role].has('issues:work'))

/** Points of the open issues of each person. */
export const loads = async (db: Db): Promise<Map<string, number>> => {
  const rows = await db
    .select({ id: issues.assignee, severity: issues.severity, n: sql<number>`count(*)::int` })
    .from(issues)
    .where(inArray(issues.state, [...weighingStates]))
    .groupBy(issues.assignee, issues.severity)
  const found = new Map<string, number>()
  for (const { id, severity, n } of rows) if (id !== null) found.set(id, (found.get(id) ?? 0) + n * points[severity])
  return found
}

/** Everybody who may work on issues, by id, with their work; who has no profile is of every skill. */
export const peopleWhoWork = async (db: Db, now: Date) => {
  const rows = await db
    .select({ person: people, profile: workProfiles })
    .from(people)
    .leftJoin(workProfiles, eq(workProfiles.personId, people.id))
    .where(and(eq(people.active, true), inArray(people.role, able)))
    .orderBy(people.id)
  const [load, away, pairs] = [await loads(db), await absentAt(db, now), await standingIn(db, now)]
  return rows.map(({ person: { id, orgunit, zh, en, role }, profile }) => ({
    ...{ id, orgunit, zh, en, role },
    hasProfile: profile !== null,
    stages: profile?.stages ?? null,
    classes: profile?.classes ?? null,
    capacity: profile?.capacity ?? usualCapacity,
    load: load.get(id) ?? 0,
    absent: away.has(id),
    alsoCountsAs: pairs.flatMap(({ delegate, absent }) => (delegate === id ? absent : [])),
  }))
}

/**
 * Everybody issues can be assigned to, by id. Officers are asked without more ado; whoever else may work on issues, as
 * leads may, only where a profile says so.
 */
export const officersAt = async (db: Db, now: Date): Promise<Officer[]> =>
  (await peopleWhoWork(db, now)).filter(({ role, hasProfile }) => role === 'officer' || hasProfile)
