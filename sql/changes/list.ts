import { and, count, desc, eq, ne } from 'drizzle-orm'
import { visibleChanges } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { changes } from '../postgres/schema.ts'
import type { StoredChange } from './propose.ts'

/** Changes of a kind that a page shows at once. */
const most = 200

/** Which changes: those still to be decided, or those that are over; of one rule or list. */
export interface ChangeFilter {
  readonly over: boolean
  readonly target?: string
}

/** The changes somebody may see: open ones oldest first, others by the last decision. At most 200. */
export const listChanges = async (db: Db, scope: Scope, { over, target }: ChangeFilter): Promise<StoredChange[]> =>
  db
    .select()
    .from(changes)
    .where(
      and(
        visibleChanges(scope),
        over ? ne(changes.state, 'proposed') : eq(changes.state, 'proposed'),
        target === undefined ? undefined : eq(changes.target, target),
      ),
    )
    .orderBy(over ? desc(changes.decidedAt) : changes.proposedAt, desc(changes.id))
    .limit(most)

export const findChange = async (db: Db, scope: Scope, id: number): Promise<StoredChange | null> => {
  const [row] = await db
    .select()
    .from(changes)
    .where(and(eq(changes.id, id), visibleChanges(scope)))
  return row ?? null
}

/** How many wait for a decision, of one rule or list where `target` names it. */
export const countOpenChanges = async (db: Db, scope: Scope, target?: string): Promise<number> => {
  const [row] = await db
    .select({ open: count() })
    .from(changes)
    .where(
      and(
        visibleChanges(scope),
        eq(changes.state, 'proposed'),
        target === undefined ? undefined : eq(changes.target, target),
      ),
    )
  return row?.open ?? 0
}
