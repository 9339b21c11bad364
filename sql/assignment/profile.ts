import { isStage } from '@mingjing/rules/language/stages.ts'
import { eq } from 'drizzle-orm'
import { mayArrange } from '../access/arrange.ts'
import { granted } from '../access/permission.ts'
import { inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { type Refusal, refuse } from '../issues/refusal.ts'
import type { Db } from '../postgres/connect.ts'
import { type IssueClass, people, workProfiles } from '../postgres/schema.ts'
import { mostCapacity } from './points.ts'

export type Profile = typeof workProfiles.$inferSelect

/** What somebody handles and how much; null is every stage or class, `capacity` in points. */
export interface ProfileWish {
  personId: string
  stages: readonly string[] | null
  classes: readonly IssueClass[] | null
  capacity: number
}

const classes: readonly string[] = ['operational', 'conduct', 'money-laundering'] satisfies IssueClass[]

/** Keeps what a person can handle, on record with what it was before. Null when nothing changes. */
export const keepProfile = (db: Db, scope: Scope, wish: ProfileWish, now: Date): Promise<Profile | Refusal | null> =>
  db.transaction(async (tx) => {
    if (!mayArrange(scope)) return refuse('not-permitted')
    const [person] = await tx.select().from(people).where(eq(people.id, wish.personId)).for('no key update')
    if (person === undefined || !inScope(scope, person.orgunit) || !granted[person.role].has('issues:work'))
      return refuse('no-such-person')
    // Nobody says of themself what they can do.
    if (person.id === scope.personId) return refuse('not-permitted')
    const { capacity } = wish
    if (!Number.isInteger(capacity) || capacity < 0 || capacity > mostCapacity) return refuse('wrong-capacity')
    if (wish.stages?.some((stage) => !isStage(stage)) || wish.classes?.some((each) => !classes.includes(each)))
      return refuse('wrong-skill')
    const said = {
      stages: wish.stages && [...new Set(wish.stages)].sort(),
      classes: wish.classes && [...new Set(wish.classes)].sort(),
      capacity,
    }
    const [before] = await tx
      .select({ stages: workProfiles.stages, classes: workProfiles.classes, capacity: workProfiles.capacity })
      .from(workProfiles)
      .where(eq(workProfiles.personId, person.id))
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(said)) return null
    const row = { personId: person.id, ...said, changedBy: scope.personId, changedAt: now }
    await tx.insert(workProfiles).values(row).onConflictDoUpdate({ target: workProfiles.personId, set: row })
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'work-profile',
      fromState: null,
      toState: null,
      detail: { person: person.id, ...said, before: before ?? null },
    })
    return row
  })
