import { and, count, desc, eq, ne } from 'drizzle-orm'
import { visibleStaffChanges } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { staffChanges } from '../postgres/schema.ts'
import type { StaffChange } from './record.ts'

/** Shown at once. */
const most = 100

/** What waits for a decision, oldest first; or what was decided, newest first; of one person where named. */
export const listStaffChanges = (
  db: Db,
  scope: Scope,
  { over, personId }: { readonly over?: boolean; readonly personId?: string },
): Promise<StaffChange[]> =>
  db
    .select()
    .from(staffChanges)
    .where(
      and(
        visibleStaffChanges(scope),
        over === undefined ? undefined : over ? ne(staffChanges.state, 'proposed') : eq(staffChanges.state, 'proposed'),
        personId === undefined ? undefined : eq(staffChanges.personId, personId),
      ),
    )
    .orderBy(over === false ? staffChanges.proposedAt : desc(staffChanges.proposedAt), desc(staffChanges.id))
    .limit(most)

export const countStaffChanges = async (db: Db, scope: Scope): Promise<number> => {
  const [row] = await db
    .select({ n: count() })
    .from(staffChanges)
    .where(and(visibleStaffChanges(scope), eq(staffChanges.state, 'proposed')))
  return row?.n ?? 0
}
