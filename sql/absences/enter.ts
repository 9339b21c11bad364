import { and, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { mayArrange } from '../access/arrange.ts'
import { inScope } from '../access/predicates.ts'
import { countsAmong, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { absences, people } from '../postgres/schema.ts'
import { type AbsenceRefusal, refuseAbsence } from './refusal.ts'
import { fitToStandIn } from './standing-in.ts'
import { tellOfDelegation } from './tell.ts'

export type Absence = typeof absences.$inferSelect

/** What is entered. `endsAt` is the first moment the person is back. */
export interface AwayFrom {
  personId: string
  startsAt: Date
  endsAt: Date
  delegate: string | null
}

const longestMs = 366 * 86_400_000

/**
 * Enters when somebody is away: oneself, or one of one's units for who arranges the work there. Nobody is away twice at a
 * time. Who stands in begins to when somebody who is neither of the two has approved, which entering it for another is.
 */
export const enterAbsence = (
  db: Db,
  scope: Scope,
  wish: AwayFrom,
  now: Date,
): Promise<{ kind: 'done'; absence: Absence } | AbsenceRefusal> =>
  db.transaction(async (tx) => {
    const { personId, endsAt, delegate } = wish
    // Whoever assigns an issue to the person holds the same lock.
    const [person] = await tx.select().from(people).where(eq(people.id, personId)).for('no key update')
    const own = personId === scope.personId
    if (person === undefined || !(own || inScope(scope, person.orgunit))) return refuseAbsence('not-found')
    if (!own && !mayArrange(scope)) return refuseAbsence('not-permitted')
    const startsAt = new Date(Math.max(wish.startsAt.getTime(), now.getTime()))
    if (!(endsAt > startsAt)) return refuseAbsence('wrong-period')
    if (endsAt.getTime() - startsAt.getTime() > longestMs) return refuseAbsence('too-long')
    if (await isAway(tx, personId, startsAt, endsAt)) return refuseAbsence('overlaps')
    if (delegate !== null) {
      const [other] = await tx
        .select()
        .from(people)
        .where(and(eq(people.id, delegate), eq(people.active, true)))
      if (other === undefined || !fitToStandIn(other, person)) return refuseAbsence('unfit-delegate')
      if (await isAway(tx, delegate, startsAt, endsAt)) return refuseAbsence('absent-delegate')
    }
    const approved = delegate !== null && !countsAmong(scope, [personId, delegate])
    const delegation = delegate === null ? null : approved ? 'approved' : 'proposed'
    const [absence] = await tx
      .insert(absences)
      .values({
        ...{ personId, startsAt, endsAt, delegate, delegation, enteredBy: scope.personId, enteredAt: now },
        decidedBy: approved ? scope.personId : null,
      })
      .returning()
    const { seq } = await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'absence-enter',
      fromState: null,
      toState: null,
      detail: {
        ...{ absence: absence!.id, person: personId, from: startsAt.toISOString(), until: endsAt.toISOString() },
        ...(delegate === null ? {} : { delegate, delegation }),
      },
    })
    await tellOfDelegation(tx, absence!, person, seq, now)
    return { kind: 'done', absence: absence! }
  })

/** Whether somebody is away at any moment of a period. */
const isAway = async (tx: Db, personId: string, from: Date, until: Date): Promise<boolean> => {
  const [one] = await tx
    .select({ id: absences.id })
    .from(absences)
    .where(
      and(
        eq(absences.personId, personId),
        lt(absences.startsAt, until),
        gt(absences.endsAt, from),
        or(isNull(absences.endedAt), gt(absences.endedAt, from)),
      ),
    )
    .limit(1)
  return one !== undefined
}
