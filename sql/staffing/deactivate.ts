import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { and, eq, ne } from 'drizzle-orm'
import { inScope } from '../access/predicates.ts'
import { countsAmong, may, type Scope } from '../access/scope.ts'
import { handOnFromClosed } from '../assignment/hand-back.ts'
import { appendAction } from '../audit/chain.ts'
import { closeSessions } from '../people/sessions.ts'
import type { Db } from '../postgres/connect.ts'
import { people, signInSteps } from '../postgres/schema.ts'
import { refuseStaff, type StaffRefusal } from './refusal.ts'

/**
 * Closes an account at once: taking power away waits for nobody. Its password is forgotten, its sessions end, and what
 * it was assigned waits to be assigned anew. It is opened
 * again only as it was given, by two (./propose.ts).
 */
export const deactivate = (
  db: Db,
  scope: Scope,
  { personId, reason }: { personId: string; reason: string },
  now: Date,
): Promise<{ kind: 'done' } | StaffRefusal> =>
  db.transaction(async (tx) => {
    if (!may(scope, 'people:write')) return refuseStaff('not-permitted')
    const [person] = await tx.select().from(people).where(eq(people.id, personId)).for('update')
    if (person === undefined || !inScope(scope, person.orgunit)) return refuseStaff('not-found')
    if (countsAmong(scope, [personId])) return refuseStaff('oneself')
    if (!person.active) return refuseStaff('inactive')
    if (reason.trim() === '') return refuseStaff('no-reason')
    const keepers = and(eq(people.role, 'admin'), eq(people.orgunit, headOffice), eq(people.active, true))
    if (person.role === 'admin' && person.orgunit === headOffice) {
      // Two who close each other's account at the same moment must not leave none.
      const left = await tx
        .select({ id: people.id })
        .from(people)
        .where(and(keepers, ne(people.id, personId)))
        .orderBy(people.id)
        .for('update')
      if (left.length === 0) return refuseStaff('last-admin')
    }
    await tx
      .update(people)
      .set({ active: false, passwordHash: null, passwordIssuedAt: null })
      .where(eq(people.id, personId))
    // Before anything is on record: issues are locked before the end of the chain, as everywhere.
    await handOnFromClosed(tx, now, personId)
    await tx.delete(signInSteps).where(eq(signInSteps.personId, personId))
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'person-deactivated',
      fromState: null,
      toState: null,
      detail: { person: personId, role: person.role, orgunit: person.orgunit, reason },
    })
    await closeSessions(tx, { of: personId, by: scope.personId, now })
    return { kind: 'done' }
  })
