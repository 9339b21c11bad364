import { and, asc, eq, gt, isNull, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { mayArrange } from '../access/arrange.ts'
import { postgresSubtree } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { absences, people } from '../postgres/schema.ts'
import type { Absence } from './enter.ts'

export interface AbsenceRow extends Absence {
  readonly person: { readonly zh: string; readonly en: string; readonly orgunit: string }
  readonly delegateName: { readonly zh: string; readonly en: string } | null
}

const delegates = alias(people, 'delegates')

/**
 * Absences that run or are to come, the next first: one's own, those in which one stands in, and those of one's units for
 * who arranges the work there.
 */
export const absencesAhead = async (db: Db, scope: Scope, now: Date): Promise<AbsenceRow[]> => {
  const rows = await db
    .select({ absence: absences, person: people, delegate: delegates })
    .from(absences)
    .innerJoin(people, eq(people.id, absences.personId))
    .leftJoin(delegates, eq(delegates.id, absences.delegate))
    .where(
      and(
        gt(absences.endsAt, now),
        or(isNull(absences.endedAt), gt(absences.endedAt, now)),
        or(
          eq(absences.personId, scope.personId),
          eq(absences.delegate, scope.personId),
          mayArrange(scope) ? postgresSubtree(scope.orgunit, people.orgunit) : undefined,
        ),
      ),
    )
    .orderBy(asc(absences.startsAt), asc(absences.id))
  return rows.map(({ absence, person: { zh, en, orgunit }, delegate }) => ({
    ...absence,
    person: { zh, en, orgunit },
    delegateName: delegate && { zh: delegate.zh, en: delegate.en },
  }))
}
