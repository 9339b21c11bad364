import type { Scope } from '@mingjing/sql/access/scope.ts'
import { inbox } from '@mingjing/sql/notifications/inbox.ts'
import { leadsTo } from '@mingjing/sql/notifications/leads-to.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import { isKind, type NotificationView } from '#lib/inbox/view.ts'

const pageLength = 50

/** A page of somebody's inbox as a URL asks for it: `unread`, `kind` (repeatable), `cursor`. */
export const inboxPage = async (
  db: Db,
  scope: Scope,
  parameters: URLSearchParams,
): Promise<{ notifications: NotificationView[]; next: string | null }> => {
  const { rows, next } = await inbox(db, scope, {
    unread: parameters.has('unread'),
    kinds: parameters.getAll('kind').filter(isKind),
    cursor: parameters.get('cursor'),
    limit: pageLength,
  })
  const names = new Map(
    (
      await staffNames(
        db,
        rows.flatMap(({ standingInFor }) => standingInFor ?? []),
      )
    ).map((name) => [name.id, name]),
  )
  return {
    next,
    notifications: rows.map(({ id, kind, severity, issueId, ruleId, subject, orgunit, titleZh, titleEn, ...row }) => ({
      ...{ id, kind, severity, issueId, ruleId, subject, orgunit },
      title: { zh: titleZh, en: titleEn },
      standingInFor: row.standingInFor === null ? null : (names.get(row.standingInFor) ?? null),
      path: leadsTo({ kind, issueId, ruleId, personId: row.personId }),
      at: row.createdAt.getTime(),
      read: row.readAt !== null,
    })),
  }
}
