import { contains } from '@mingjing/rules/events/orgunit.ts'
import { and, asc, eq, inArray } from 'drizzle-orm'
import { granted, type Permission } from '../access/permission.ts'
import type { Db } from '../postgres/connect.ts'
import { people, type Role, roles } from '../postgres/schema.ts'

export interface StaffName {
  id: string
  zh: string
  en: string
}

const named = { id: people.id, zh: people.zh, en: people.en }

/** Names of staff who can sign in; ids of others (actors of events only) are not in the answer. */
export const staffNames = async (db: Db, ids: readonly string[]): Promise<StaffName[]> => {
  const wanted = [...new Set(ids)]
  return wanted.length === 0 ? [] : db.select(named).from(people).where(inArray(people.id, wanted))
}

export type StaffMember = StaffName & { role: Role; orgunit: string }

/** Active staff whose role has a permission and whose unit is, or lies above, `orgunit`; nearest unit first. */
export const staffWhoMay = async (db: Db, permission: Permission, orgunit: string): Promise<StaffMember[]> => {
  const able = roles.filter((role) => granted[role].has(permission))
  const rows = await db
    .select({ ...named, role: people.role, orgunit: people.orgunit })
    .from(people)
    .where(and(eq(people.active, true), inArray(people.role, able)))
    .orderBy(asc(people.id))
  const distance = (unit: string) => (unit === 'hq' ? 0 : unit.length)
  return rows.filter((row) => contains(row.orgunit, orgunit)).sort((a, b) => distance(b.orgunit) - distance(a.orgunit))
}
