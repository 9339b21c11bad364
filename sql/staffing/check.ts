import { commonUnit } from '@mingjing/rules/events/orgunit.ts'
import { eq, or } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { orgUnits, people, roles } from '../postgres/schema.ts'
import { refuseStaff, type StaffRefusal } from './refusal.ts'
import type { StaffStanding, StaffWish } from './wish.ts'

/** `system` and `service:…` are no people; what a machine is called must not be somebody's staff id. */
const staffId = /^(?!system$)[A-Za-z0-9][A-Za-z0-9-]{1,31}$/
const loginShape = /^[a-z0-9][a-z0-9._@-]{1,63}$/
const longestName = 60

/** How somebody stands; null where there is nobody of this staff id. */
export const standingOf = async (tx: Db, personId: string): Promise<StaffStanding | null> => {
  const [person] = await tx
    .select({ role: people.role, orgunit: people.orgunit, active: people.active })
    .from(people)
    .where(eq(people.id, personId))
  return person ?? null
}

/** The lowest unit that contains where somebody is and where they shall be. */
export const unitOfWish = (wish: StaffWish, before: StaffStanding | null): string => {
  const wanted = 'orgunit' in wish ? wish.orgunit : before!.orgunit
  return before === null ? wanted : commonUnit(before.orgunit, wanted)
}

/** Why a wish cannot be granted to somebody who stands as they do, or null. */
export const whyNotGranted = async (
  tx: Db,
  personId: string,
  wish: StaffWish,
  before: StaffStanding | null,
): Promise<StaffRefusal | null> => {
  if (wish.kind === 'join') {
    if (!staffId.test(personId)) return refuseStaff('wrong-id')
    if (!loginShape.test(wish.login)) return refuseStaff('wrong-login')
    const names = [wish.zh, wish.en]
    if (names.some((name) => name.trim() === '' || name.length > longestName)) return refuseStaff('no-name')
    const [taken] = await tx
      .select({ id: people.id })
      .from(people)
      .where(or(eq(people.id, personId), eq(people.login, wish.login)))
    if (taken) return refuseStaff(taken.id === personId ? 'id-taken' : 'login-taken')
  } else {
    if (before === null) return refuseStaff('not-found')
    if (before.active !== (wish.kind !== 'return')) return refuseStaff(before.active ? 'active' : 'inactive')
  }
  if (!('role' in wish)) return null
  if (!(roles as readonly string[]).includes(wish.role)) return refuseStaff('no-role')
  const [unit] = await tx.select({ id: orgUnits.id }).from(orgUnits).where(eq(orgUnits.id, wish.orgunit))
  if (!unit) return refuseStaff('no-unit')
  return before !== null && before.role === wish.role && before.orgunit === wish.orgunit ? refuseStaff('same') : null
}
