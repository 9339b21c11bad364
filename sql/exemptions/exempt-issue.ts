import { eq } from 'drizzle-orm'
import { appendAction } from '../audit/chain.ts'
import { union } from '../issues/facts.ts'
import { dueAt } from '../issues/limits.ts'
import { weigh } from '../issues/priority.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { type IssueState, issues } from '../postgres/schema.ts'

type Issue = typeof issues.$inferSelect

/** States an issue may be exempted in; once more while it is, which renews it. */
export const exemptibleStates: readonly IssueState[] = ['open', 'assigned', 'confirmed', 'exempted']

/** The issue as it is while its exemption holds: over for now, with no clock. */
export const exempted = (issue: Issue, now: Date): Issue => ({
  ...issue,
  state: 'exempted',
  stateAt: now,
  dueAt: null,
  snoozedUntil: null,
  version: issue.version + 1,
})

/** The issue once no exemption holds for it any more: to be worked anew, by who had it. Who confirmed it may still not close it. */
export const takenUpAgain = (issue: Issue, now: Date): Issue => {
  const state = issue.assignee === null ? 'open' : 'assigned'
  const next: Issue = {
    ...issue,
    state,
    stateAt: now,
    dueAt: dueAt(state, issue.severity, now),
    confirmedBy: null,
    alsoConfirmedBy: union(issue.alsoConfirmedBy, [issue.confirmedBy]),
    version: issue.version + 1,
  }
  return { ...next, ...weigh(next, now) }
}

/** Writes an issue that came into or out of an exemption, on record; its row is locked by the caller. */
export const settleIssue = async (
  tx: Db,
  before: Issue,
  after: Issue,
  { kind, by, now, exemption }: { kind: 'exempt' | 'exemption-over'; by: string; now: Date; exemption: number },
): Promise<void> => {
  await tx.update(issues).set(after).where(eq(issues.id, after.id))
  await appendAction(tx, {
    at: now,
    personId: by,
    issueId: after.id,
    kind,
    fromState: before.state,
    toState: after.state,
    detail: { exemption },
  })
  await notify(tx, { kind: 'issue', id: after.id, version: after.version, state: after.state })
}
