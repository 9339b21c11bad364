import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import { eq } from 'drizzle-orm'
import type { Permission } from '../access/permission.ts'
import { inScope } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { changes, orgUnits } from '../postgres/schema.ts'
import { currentBundle } from '../queries/bundle.ts'
import { standing } from './apply.ts'
import { isBeside, standingBeside, wantedBeside } from './beside.ts'
import { type Change, targetOf, unitOf } from './change.ts'
import { placeOf, whyNot } from './check.ts'
import { record } from './record.ts'
import { type ChangeRefusal, refuseChange } from './refusal.ts'

export type StoredChange = typeof changes.$inferSelect

export interface Proposed {
  readonly kind: 'proposed'
  readonly change: StoredChange
}

/** Whether somebody may propose changes that hold for a unit. */
export const mayPropose = (scope: Scope, orgunit: string, kind: Change['kind'] = 'parameter'): boolean =>
  may(scope, neededFor(kind)) && inScope(scope, orgunit)

const neededFor = (kind: Change['kind']): Permission => {
  if (kind === 'goal' || kind === 'calendar') return 'goals:write'
  // Who leads the officers answers for how often they are looked at again, and for how long records are kept.
  return kind === 'shares' || kind === 'retention' ? 'issues:lead' : 'rules:write'
}

/**
 * Proposes a change in somebody's name. It decides nothing until another person approves it (./decide.ts). What the
 * bundle in force would not take is refused here, with its place.
 */
export const propose = async (
  db: Db,
  scope: Scope,
  { change, reason }: { change: Change; reason: string },
  { now }: { now: Date },
): Promise<Proposed | ChangeRefusal> => {
  if (!may(scope, neededFor(change.kind))) return refuseChange('not-permitted')
  if (!mayPropose(scope, unitOf(change), change.kind)) return refuseChange('not-yours', placeOf(change))
  const bundle = await currentBundle(db)
  if (!bundle) return refuseChange('no-rule', placeOf(change))
  const wrong = whyNot(change, bundle)
  if (wrong) return wrong
  const [unit] = await db
    .select({ id: orgUnits.id })
    .from(orgUnits)
    .where(eq(orgUnits.id, unitOf(change)))
  if (!unit) return refuseChange('no-unit', placeOf(change))
  if (reason.trim() === '') return refuseChange('no-reason')
  const before = isBeside(change) ? await standingBeside(db, change) : standing(bundle, change)
  if (isBeside(change) && canonicalJson(before) === canonicalJson(wantedBeside(change)))
    return refuseChange('same', placeOf(change))
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(changes)
      .values({
        change,
        before,
        base: bundle.hash,
        target: targetOf(change),
        orgunit: unitOf(change),
        reason,
        proposedBy: scope.personId,
        proposedAt: now,
      })
      .returning()
    await record(tx, row!, { kind: 'change-propose', by: scope.personId, now })
    return { kind: 'proposed', change: row! }
  })
}
