import { contains } from '@mingjing/rules/events/orgunit.ts'
import { and, eq, gt, inArray, isNull, lte, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { granted, type Permission } from '../access/permission.ts'
import type { Db } from '../postgres/connect.ts'
import { absences, people } from '../postgres/schema.ts'

/** Condition of absences that run at a moment. */
export const running = (now: Date) =>
  and(lte(absences.startsAt, now), gt(absences.endsAt, now), or(isNull(absences.endedAt), gt(absences.endedAt, now)))!

type Placed = Pick<typeof people.$inferSelect, 'id' | 'role' | 'orgunit'>

const duties: readonly Permission[] = ['issues:work', 'issues:lead', 'issues:answer']

/**
 * Whether one may stand in for another: of a role that may do all that the other's may on issues, and of their unit or one
 * above it, so that nobody comes to see more by it.
 */
export const fitToStandIn = (delegate: Placed, absent: Placed): boolean =>
  delegate.id !== absent.id &&
  contains(delegate.orgunit, absent.orgunit) &&
  duties.every((duty) => !granted[absent.role].has(duty) || granted[delegate.role].has(duty))

export interface StandingIn {
  readonly delegate: string
  readonly absent: string
}

const delegates = alias(people, 'delegates')

/**
 * Who stands in for whom at a moment; with `of` only for or by these people. An approval does not outlast what it rests
 * on: who left, or was moved, stands in for nobody.
 */
export const standingIn = async (db: Db, now: Date, of?: readonly string[]): Promise<StandingIn[]> => {
  if (of !== undefined && of.length === 0) return []
  const rows = await db
    .select({ delegate: delegates, absent: people })
    .from(absences)
    .innerJoin(people, eq(people.id, absences.personId))
    .innerJoin(delegates, eq(delegates.id, absences.delegate))
    .where(
      and(
        running(now),
        eq(absences.delegation, 'approved'),
        eq(people.active, true),
        eq(delegates.active, true),
        of && or(inArray(absences.personId, [...of]), inArray(absences.delegate, [...of])),
      ),
    )
    .orderBy(absences.personId, absences.delegate)
  return rows
    .filter(({ delegate, absent }) => fitToStandIn(delegate, absent))
    .map(({ delegate, absent }) => ({ delegate: delegate.id, absent: absent.id }))
}

/** Whom somebody stands in for at a moment, by id. */
export const standsInFor = async (db: Db, personId: string, now: Date): Promise<string[]> => [
  ...new Set(
    (await standingIn(db, now, [personId])).flatMap(({ delegate, absent }) => (delegate === personId ? absent : [])),
  ),
]

/** Of these people, or of all, those who are away at a moment. */
export const absentAt = async (db: Db, now: Date, of?: readonly string[]): Promise<Set<string>> => {
  if (of !== undefined && of.length === 0) return new Set()
  const rows = await db
    .select({ personId: absences.personId })
    .from(absences)
    .where(and(running(now), of && inArray(absences.personId, [...of])))
  return new Set(rows.map(({ personId }) => personId))
}
