import { ancestors } from '@mingjing/rules/events/orgunit.ts'
import { eq } from 'drizzle-orm'
import { mayArrange } from '../access/arrange.ts'
import { inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { type Refusal, refuse } from '../issues/refusal.ts'
import type { Db } from '../postgres/connect.ts'
import { assignmentSwitches, orgUnits } from '../postgres/schema.ts'

export type Switch = typeof assignmentSwitches.$inferSelect

export const switches = (db: Db): Promise<Switch[]> =>
  db.select().from(assignmentSwitches).orderBy(assignmentSwitches.orgunit)

/** Whether issues of a unit are assigned by themselves: what the nearest unit says, it or one above; else not. */
export const isAutomatic = (set: readonly Switch[], orgunit: string): boolean => {
  const said = new Map(set.map((each) => [each.orgunit, each.automatic]))
  return (
    ancestors(orgunit)
      .map((unit) => said.get(unit))
      .find((each) => each !== undefined) ?? false
  )
}

/** Turns automatic assignment on or off for a unit and what is below it, on record. Null when it was so already. */
export const setAutomatic = (
  db: Db,
  scope: Scope,
  { orgunit, automatic }: { orgunit: string; automatic: boolean },
  now: Date,
): Promise<Switch | Refusal | null> =>
  db.transaction(async (tx) => {
    if (!mayArrange(scope)) return refuse('not-permitted')
    const [unit] = await tx.select().from(orgUnits).where(eq(orgUnits.id, orgunit)).for('no key update')
    if (unit === undefined || !inScope(scope, orgunit)) return refuse('no-such-unit')
    if (isAutomatic(await switches(tx), orgunit) === automatic) return null
    const row = { orgunit, automatic, changedBy: scope.personId, changedAt: now }
    await tx.insert(assignmentSwitches).values(row).onConflictDoUpdate({ target: assignmentSwitches.orgunit, set: row })
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'assignment-switch',
      fromState: null,
      toState: null,
      detail: { orgunit, automatic },
    })
    return row
  })
