import { asc, eq } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { people } from '../postgres/schema.ts'
import type { StaffMember } from '../queries/staff.ts'
import { fitToStandIn } from './standing-in.ts'

/** Who may stand in for somebody, by id; nobody where there is no such person. */
export const delegatesFor = async (db: Db, personId: string): Promise<StaffMember[]> => {
  const staff = await db
    .select({ id: people.id, zh: people.zh, en: people.en, role: people.role, orgunit: people.orgunit })
    .from(people)
    .where(eq(people.active, true))
    .orderBy(asc(people.id))
  const person = staff.find(({ id }) => id === personId)
  return person === undefined ? [] : staff.filter((other) => fitToStandIn(other, person))
}
