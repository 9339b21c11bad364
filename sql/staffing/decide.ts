import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import { and, eq } from 'drizzle-orm'
import { visibleStaffChanges } from '../access/predicates.ts'
import { countsAmong, may, type Scope, sameEyes } from '../access/scope.ts'
import type { Verdict } from '../changes/decide.ts'
import type { Db } from '../postgres/connect.ts'
import { people, staffChanges } from '../postgres/schema.ts'
import { standingOf, whyNotGranted } from './check.ts'
import { firstPassword, grant } from './grant.ts'
import { recordStaff, type StaffChange } from './record.ts'
import { refuseStaff, type StaffRefusal } from './refusal.ts'

export interface StaffDecided {
  readonly kind: 'decided'
  readonly change: StaffChange
  /** Told this once to who approved, where the wish gives a way in. */
  readonly password: string | null
}

const steps = { approved: 'staff-approve', rejected: 'staff-reject', withdrawn: 'staff-withdraw' } as const

/**
 * Decides on what another administrator asked. Who asked never approves or rejects it, whom it is about neither, nor who
 * stands in for either; nobody else withdraws it. When the person stands otherwise by now it is overtaken, which is the
 * refusal.
 */
export const decideStaff = async (
  db: Db,
  scope: Scope,
  id: number,
  { verdict, note }: { verdict: Verdict; note: string },
  { now, hashPassword }: { now: Date; hashPassword: (password: string) => Promise<string> },
): Promise<StaffDecided | StaffRefusal> => {
  const first = await firstPassword(hashPassword)
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(staffChanges)
      .where(and(eq(staffChanges.id, id), visibleStaffChanges(scope)))
      .for('update')
    if (!row) return refuseStaff('not-found')
    const barred = barredFromStaff(scope, row, verdict)
    if (barred) return refuseStaff(barred)
    if (verdict === 'reject' && note.trim() === '') return refuseStaff('no-reason')
    const by = { by: scope.personId, now }
    const settle = async (state: 'overtaken' | keyof typeof steps): Promise<StaffChange> => {
      const end = { state, decidedBy: scope.personId, decidedAt: now, note: note.trim() === '' ? null : note }
      const [next] = await tx.update(staffChanges).set(end).where(eq(staffChanges.id, id)).returning()
      await recordStaff(tx, next!, { kind: state === 'overtaken' ? 'staff-overtaken' : steps[state], ...by })
      return next!
    }
    if (verdict === 'withdraw') return { kind: 'decided', change: await settle('withdrawn'), password: null }
    if (verdict === 'reject') return { kind: 'decided', change: await settle('rejected'), password: null }
    // Two decisions, or one and a closing, about one person wait for each other.
    await tx.select({ id: people.id }).from(people).where(eq(people.id, row.personId)).for('no key update')
    const there = await standingOf(tx, row.personId)
    const stands = canonicalJson(there) === canonicalJson(row.before)
    if (!stands || (await whyNotGranted(tx, row.personId, row.wish, there)) !== null) {
      await settle('overtaken')
      return refuseStaff('overtaken')
    }
    const change = await settle('approved')
    return { kind: 'decided', change, password: await grant(tx, change, first, by) }
  })
}

/** Why somebody may not give a verdict on what they see, or null. */
export const barredFromStaff = (scope: Scope, row: StaffChange, verdict: Verdict): StaffRefusal['code'] | null => {
  if (!may(scope, 'people:write')) return 'not-permitted'
  const isOver = row.state === 'proposed' ? null : 'over'
  if (verdict === 'withdraw') return row.proposedBy === scope.personId ? isOver : 'not-proposer'
  const eyes = sameEyes(scope, row.proposedBy, row.proposedAt)
  if (eyes !== null) return eyes
  return countsAmong(scope, [row.personId]) ? 'concerned' : isOver
}
