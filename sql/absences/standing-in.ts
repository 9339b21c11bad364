import { contains } from '@mingjing/rules/events/orgunit.ts'
import { and, eq, gt, inArray, isNull, lte, or, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { granted, type Permission } from '../access/permission.ts'
import type { Pairing, Standing } from '../access/scope.ts'
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
 * on: who left, or was moved, stands in for nobody. Delegations are not followed on: where the delegate is away too, their
 * own delegate acts for them alone. Each pair was looked at by a third person, a chain of them by nobody, and it could
 * bring into one hand what the four eyes keep apart.
 */
export const standingIn = async (db: Db, now: Date, of?: readonly string[]): Promise<StandingIn[]> => {
  if (of !== undefined && of.length === 0) return []
  const rows = await approved(db, and(running(now), of && about(of)))
  return rows.filter(holds).map(({ delegate, absent }) => ({ delegate: delegate.id, absent: absent.id }))
}

const about = (of: readonly string[]) => or(inArray(absences.personId, [...of]), inArray(absences.delegate, [...of]))!

/** Approved delegations with both sides. */
const approved = (db: Db, where: SQL | undefined) =>
  db
    .select({ absence: absences, delegate: delegates, absent: people })
    .from(absences)
    .innerJoin(people, eq(people.id, absences.personId))
    .innerJoin(delegates, eq(delegates.id, absences.delegate))
    .where(and(eq(absences.delegation, 'approved'), where))
    .orderBy(absences.personId, absences.delegate)
type Approved = Awaited<ReturnType<typeof approved>>[number]

const holds = ({ delegate, absent }: Approved): boolean =>
  delegate.active && absent.active && fitToStandIn(delegate, absent)

const spanOf = ({ startsAt, endsAt, endedAt }: Approved['absence']): Omit<Pairing, 'with'> => ({
  from: startsAt,
  until: endedAt !== null && endedAt < endsAt ? endedAt : endsAt,
})

/** What the scopes of these people carry of standing in at a moment, by id. */
export const standingsOf = async (db: Db, of: readonly string[], now: Date): Promise<Map<string, Standing>> => {
  if (of.length === 0) return new Map()
  const rows = await approved(db, and(lte(absences.startsAt, now), about(of)))
  return new Map(of.map((id) => [id, standingAmong(rows, id, now)]))
}

export const standingOf = async (db: Db, id: string, now: Date): Promise<Standing> =>
  (await standingsOf(db, [id], now)).get(id)!

/** For rights what it rests on has to hold still; for the four eyes it has held. */
const standingAmong = (rows: readonly Approved[], id: string, now: Date): Standing => {
  const spans = rows.map((row) => ({ ...row, ...spanOf(row.absence) }))
  const asDelegate = spans.filter(({ delegate }) => delegate.id === id)
  const asAbsent = spans.filter(({ absent }) => absent.id === id)
  const runs = ({ until }: { until: Date }) => until > now
  return {
    standsInFor: [...new Set(asDelegate.flatMap((row) => (runs(row) && holds(row) ? row.absent.id : [])))],
    delegates: [...new Set(asAbsent.flatMap((row) => (runs(row) ? row.delegate.id : [])))],
    pairings: [
      ...asDelegate.map(({ absent, from, until }) => ({ with: absent.id, from, until })),
      ...asAbsent.map(({ delegate, from, until }) => ({ with: delegate.id, from, until })),
    ],
  }
}

/** Whom somebody stands in for at a moment, by id. */
export const standsInFor = async (db: Db, personId: string, now: Date): Promise<readonly string[]> =>
  (await standingOf(db, personId, now)).standsInFor ?? []

/** Of these people, or of all, those who are away at a moment. */
export const absentAt = async (db: Db, now: Date, of?: readonly string[]): Promise<Set<string>> => {
  if (of !== undefined && of.length === 0) return new Set()
  const rows = await db
    .select({ personId: absences.personId })
    .from(absences)
    .where(and(running(now), of && inArray(absences.personId, [...of])))
  return new Set(rows.map(({ personId }) => personId))
}
