import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { and, eq, ne } from 'drizzle-orm'
import { inScope } from '../access/predicates.ts'
import { countsAmong, may, type Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { people, staffChanges } from '../postgres/schema.ts'
import { standingOf, unitOfWish, whyNotGranted } from './check.ts'
import { firstPassword, grant } from './grant.ts'
import { recordStaff, type StaffChange } from './record.ts'
import { refuseStaff, type StaffRefusal } from './refusal.ts'
import type { StaffWish } from './wish.ts'

export interface Asked {
  readonly kind: 'asked'
  readonly change: StaffChange
  /** Told this once, where it was granted at once. */
  readonly password: string | null
}

/**
 * Asks something for somebody, in an administrator's name. It holds once another administrator whose units contain where
 * the person is and where they shall be agrees (./decide.ts). Nobody asks anything for themself. The one exception is how
 * a bank begins: a head office that never had a second administrator gets its second at once, on record as such.
 */
export const proposeStaff = async (
  db: Db,
  scope: Scope,
  { personId, wish, reason }: { personId: string; wish: StaffWish; reason: string },
  { now, hashPassword }: { now: Date; hashPassword: (password: string) => Promise<string> },
): Promise<Asked | StaffRefusal> => {
  if (!may(scope, 'people:write')) return refuseStaff('not-permitted')
  if (countsAmong(scope, [personId])) return refuseStaff('oneself')
  const first = await firstPassword(hashPassword)
  return db.transaction(async (tx) => {
    const before = await standingOf(tx, personId)
    if (before !== null && !inScope(scope, before.orgunit)) return refuseStaff('not-found')
    const wrong = await whyNotGranted(tx, personId, wish, before)
    if (wrong) return wrong
    const orgunit = unitOfWish(wish, before)
    if (!inScope(scope, orgunit)) return refuseStaff('not-yours')
    if (reason.trim() === '') return refuseStaff('no-reason')
    const [change] = await tx
      .insert(staffChanges)
      .values({ personId, wish, before, orgunit, reason, proposedBy: scope.personId, proposedAt: now })
      .onConflictDoNothing()
      .returning()
    if (change === undefined) return refuseStaff('waiting')
    await recordStaff(tx, change, { kind: 'staff-propose', by: scope.personId, now })
    if (!(await isFirstColleague(tx, scope, wish))) return { kind: 'asked', change, password: null }
    const end = { state: 'approved' as const, decidedBy: 'system', decidedAt: now }
    const [granted] = await tx.update(staffChanges).set(end).where(eq(staffChanges.id, change.id)).returning()
    await recordStaff(tx, granted!, { kind: 'staff-approve', by: 'system', now })
    return { kind: 'asked', change: granted!, password: await grant(tx, granted!, first, { by: 'system', now }) }
  })
}

/** Whether nobody could decide: no other administrator ever was at the head office, and this is to be one. */
const isFirstColleague = async (tx: Db, scope: Scope, wish: StaffWish): Promise<boolean> => {
  if (wish.kind !== 'join' || wish.role !== 'admin' || wish.orgunit !== headOffice) return false
  const [other] = await tx
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.role, 'admin'), eq(people.orgunit, headOffice), ne(people.id, scope.personId)))
    .limit(1)
  return other === undefined
}
