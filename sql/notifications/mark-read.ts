import { and, inArray, isNull, lte, type SQL } from 'drizzle-orm'
import { visibleNotifications } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { notificationReads, notifications } from '../postgres/schema.ts'
import { readBy } from './inbox.ts'

/** Those named, or everything told up to a moment: what came while the page was looked at stays unread. */
export type ToRead = { readonly ids: readonly string[] } | { readonly upTo: Date }

/** Ids written into the record; beyond them it holds the number alone. */
const mostRecorded = 100

/**
 * Notes that somebody has read what they were told, as far as they see it and had not. On record once for all of it:
 * whether a person knew is asked later.
 * @returns how many were newly read
 */
export const markRead = async (db: Db, scope: Scope, toRead: ToRead, now: Date): Promise<number> => {
  if ('ids' in toRead && toRead.ids.length === 0) return 0
  const which: SQL =
    'ids' in toRead ? inArray(notifications.id, [...toRead.ids]) : lte(notifications.createdAt, toRead.upTo)
  return db.transaction(async (tx) => {
    const unread = await tx
      .select({ id: notifications.id })
      .from(notifications)
      .leftJoin(notificationReads, readBy(scope))
      .where(and(which, visibleNotifications(scope), isNull(notificationReads.readAt)))
    const ids: string[] = []
    for (let from = 0; from < unread.length; from += 1000) {
      const read = await tx
        .insert(notificationReads)
        .values(
          unread
            .slice(from, from + 1000)
            .map(({ id }) => ({ personId: scope.personId, notificationId: id, readAt: now })),
        )
        .onConflictDoNothing()
        .returning({ id: notificationReads.notificationId })
      ids.push(...read.map(({ id }) => id))
    }
    if (ids.length === 0) return 0
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'notifications-read',
      fromState: null,
      toState: null,
      detail: { read: ids.length, notifications: ids.sort().slice(0, mostRecorded) },
    })
    await notify(tx, { kind: 'notifications', people: [scope.personId], units: [] })
    return ids.length
  })
}
