import type { Scope } from '../access/scope.ts'
import { tell } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import type { Issue, IssueAction } from './act.ts'
import type { Recorded } from './record.ts'

/** Tells whom an action hands issues to; oneself is not told. */
export const tellWhoseTurn = async (
  tx: Db,
  scope: Scope,
  done: readonly Recorded[],
  action: IssueAction,
  now: Date,
): Promise<void> => {
  const told = done.flatMap(({ issue, seq }) => {
    const to = whoseTurn(issue, action)
    return to === null || to.personId === scope.personId
      ? []
      : [
          {
            id: `action:${seq}`,
            ...to,
            orgunit: issue.orgunit,
            severity: issue.severity,
            class: issue.class,
            issueId: issue.id,
            subject: issue.subject,
            titleZh: issue.titleZh,
            titleEn: issue.titleEn,
            createdAt: now,
          },
        ]
  })
  await tell(tx, told)
}

/** Whom an action hands the issue to; null names nobody in particular. */
const whoseTurn = (issue: Issue, action: IssueAction) => {
  switch (action.kind) {
    case 'assign':
      return { kind: 'assigned' as const, personId: issue.assignee }
    case 'order':
      return { kind: 'order' as const, personId: issue.answerer }
    case 'send-back':
      return { kind: 'send-back' as const, personId: issue.answerer }
    case 'escalate':
      return { kind: 'escalated' as const, personId: null }
    default:
      return null
  }
}
