import { and, desc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import { visibleHolds } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { legalHolds } from '../postgres/schema.ts'
import type { Hold } from './place.ts'

/** Holds a page shows at once. */
const most = 200

/** The holds somebody may see, the newest first; at most 200. */
export const listHolds = (db: Db, scope: Scope, { lifted = false } = {}): Promise<Hold[]> =>
  db
    .select()
    .from(legalHolds)
    .where(and(visibleHolds(scope), lifted ? isNotNull(legalHolds.liftedAt) : isNull(legalHolds.liftedAt)))
    .orderBy(desc(legalHolds.id))
    .limit(most)

/** Holds that stand on an issue, its subject or a partner in it, as far as the person may see them. */
export const holdsOnIssue = (
  db: Db,
  scope: Scope,
  issue: { readonly id: string; readonly subject: string; readonly partners: readonly string[] },
): Promise<Hold[]> =>
  db
    .select()
    .from(legalHolds)
    .where(
      and(
        ...[visibleHolds(scope), isNull(legalHolds.liftedAt)],
        or(
          and(eq(legalHolds.kind, 'issue'), eq(legalHolds.value, issue.id)),
          and(inArray(legalHolds.kind, ['subject', 'account']), eq(legalHolds.value, issue.subject)),
          issue.partners.length === 0
            ? undefined
            : and(eq(legalHolds.kind, 'partner'), inArray(legalHolds.value, [...issue.partners])),
        ),
      ),
    )
    .orderBy(legalHolds.id)
