import { and, eq, gt, isNull, or } from 'drizzle-orm'
import { mayArrange } from '../access/arrange.ts'
import { inScope } from '../access/predicates.ts'
import { countsAmong, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { absences, people } from '../postgres/schema.ts'
import type { Absence } from './enter.ts'
import { type AbsenceRefusal, refuseAbsence } from './refusal.ts'
import { fitToStandIn } from './standing-in.ts'
import { tellOfDelegation } from './tell.ts'

type Decided = Promise<{ kind: 'done'; absence: Absence } | AbsenceRefusal>

/** An absence of somebody the caller arranges for, or their own, locked; with the person. */
const within = async (tx: Db, scope: Scope, id: number) => {
  const [row] = await tx
    .select({ absence: absences, person: people })
    .from(absences)
    .innerJoin(people, eq(people.id, absences.personId))
    .where(eq(absences.id, id))
    .for('no key update', { of: absences })
  return row !== undefined && (row.absence.personId === scope.personId || inScope(scope, row.person.orgunit))
    ? row
    : null
}

/** Approves or refuses who stands in; neither of the two may, and only once. */
export const decideDelegation = (
  db: Db,
  scope: Scope,
  { id, approve }: { id: number; approve: boolean },
  now: Date,
): Decided =>
  db.transaction(async (tx) => {
    const row = await within(tx, scope, id)
    if (row === null) return refuseAbsence('not-found')
    const { absence, person } = row
    if (!mayArrange(scope)) return refuseAbsence('not-permitted')
    if (countsAmong(scope, [absence.personId, absence.delegate], absence.enteredAt))
      return refuseAbsence('own-delegation')
    if (absence.delegation !== 'proposed' || (absence.endedAt ?? absence.endsAt) <= now) return refuseAbsence('decided')
    if (approve) {
      const [delegate] = await tx
        .select()
        .from(people)
        .where(and(eq(people.id, absence.delegate!), eq(people.active, true)))
      if (delegate === undefined || !fitToStandIn(delegate, person)) return refuseAbsence('unfit-delegate')
    }
    const delegation = approve ? ('approved' as const) : ('refused' as const)
    const next = { ...absence, delegation, decidedBy: scope.personId }
    await tx.update(absences).set({ delegation, decidedBy: scope.personId }).where(eq(absences.id, id))
    const { seq } = await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: approve ? 'delegation-approve' : 'delegation-refuse',
      fromState: null,
      toState: null,
      detail: { absence: id, person: absence.personId, delegate: absence.delegate },
    })
    await tellOfDelegation(tx, next, person, seq, now)
    return { kind: 'done', absence: next }
  })

/** Ends an absence now, or takes one back that has not begun; who stood in does no longer. */
export const endAbsence = (db: Db, scope: Scope, id: number, now: Date): Decided =>
  db.transaction(async (tx) => {
    const row = await within(tx, scope, id)
    if (row === null) return refuseAbsence('not-found')
    if (row.absence.personId !== scope.personId && !mayArrange(scope)) return refuseAbsence('not-permitted')
    const [absence] = await tx
      .update(absences)
      .set({ endedAt: now })
      .where(
        and(eq(absences.id, id), gt(absences.endsAt, now), or(isNull(absences.endedAt), gt(absences.endedAt, now))),
      )
      .returning()
    if (absence === undefined) return refuseAbsence('decided')
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'absence-end',
      fromState: null,
      toState: null,
      detail: { absence: id, person: absence.personId },
    })
    return { kind: 'done', absence }
  })
