import type { Scope } from '@mingjing/sql/access/scope.ts'
import type { Issue } from '@mingjing/sql/issues/act.ts'
import { queue } from '@mingjing/sql/issues/queue.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { blindOf } from '@mingjing/sql/quality/blind.ts'
import { type StaffName, staffNames } from '@mingjing/sql/queries/staff.ts'
import type { QueuePage, QueueRow } from '#lib/queue/row.ts'
import type { QueueRequest } from './request.ts'

/** Rows of one page: enough for a tall screen and a scroll. */
export const pageLength = 100

export const queuePage = async (
  db: Db,
  scope: Scope,
  request: QueueRequest,
  cursor: string | null,
): Promise<QueuePage> => {
  const page = await queue(db, scope, { ...request, limit: pageLength, cursor })
  const [names, blind] = await Promise.all([
    staffNames(
      db,
      page.issues.flatMap((issue) => issue.assignee ?? []),
    ),
    blindOf(
      db,
      scope,
      page.issues.map(({ id }) => id),
    ),
  ])
  const byId = new Map(names.map((name) => [name.id, name]))
  return { rows: page.issues.map((issue) => queueRow(issue, byId, blind)), next: page.next }
}

/** What the reader has still to judge anew (`blind`) says neither how it was decided nor who had it. */
export const queueRow = (
  issue: Issue,
  names: ReadonlyMap<string, StaffName>,
  blind: ReadonlySet<string> = new Set(),
): QueueRow => {
  const row = plainRow(issue, names)
  return blind.has(issue.id) ? { ...row, state: 'to-judge', assignee: null, assigneeZh: null, assigneeEn: null } : row
}

const plainRow = (issue: Issue, names: ReadonlyMap<string, StaffName>): QueueRow => ({
  id: issue.id,
  titleZh: issue.titleZh,
  titleEn: issue.titleEn,
  subject: issue.subject,
  severity: issue.severity,
  state: issue.state,
  stage: issue.stage,
  class: issue.class,
  orgunit: issue.orgunit,
  product: issue.product,
  amount: issue.amount,
  hits: issue.hits,
  openedAt: issue.openedAt.getTime(),
  dueAt: issue.dueAt?.getTime() ?? null,
  assignee: issue.assignee,
  assigneeZh: names.get(issue.assignee ?? '')?.zh ?? null,
  assigneeEn: names.get(issue.assignee ?? '')?.en ?? null,
  escalated: issue.escalated,
  snoozedUntil: issue.snoozedUntil?.getTime() ?? null,
  version: issue.version,
  source: issue.source,
})
