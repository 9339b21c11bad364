import { desc, eq } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { type IssueState, issueActions, type issues } from '../postgres/schema.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What happened to an issue since somebody read it. */
export interface Since {
  readonly at: Date
  readonly personId: string
  readonly kind: string
  readonly toState: IssueState | null
}

export interface Stale extends Refusal {
  /** Oldest first, at most ten of the newest. */
  readonly since: readonly Since[]
}

const most = 10

/**
 * Refuses an action on an issue that is not as it was read, with what was done to it since: every action on an issue
 * makes one version and one record.
 */
export const refuseStale = async (
  tx: Db,
  { id, version }: Pick<typeof issues.$inferSelect, 'id' | 'version'>,
  read: number,
): Promise<Stale> => {
  const since = await tx
    .select({
      at: issueActions.at,
      personId: issueActions.personId,
      kind: issueActions.kind,
      toState: issueActions.toState,
    })
    .from(issueActions)
    .where(eq(issueActions.issueId, id))
    .orderBy(desc(issueActions.seq))
    .limit(Math.max(0, Math.min(version - read, most)))
  return { ...refuse('stale'), since: since.reverse() }
}
