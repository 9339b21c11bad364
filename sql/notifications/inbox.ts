import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { visibleNotifications } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import type { NotificationKind } from '../postgres/notification-tables.ts'
import { notificationReads, notifications } from '../postgres/schema.ts'
import type { Notification } from './tell.ts'

/** A notification as one person has it; `readAt` is theirs. */
export interface InboxRow extends Notification {
  readonly readAt: Date | null
}

export interface InboxRequest {
  readonly unread?: boolean
  /** None narrows nothing. */
  readonly kinds?: readonly NotificationKind[]
  readonly limit: number
  /** `next` of the page before; one that is not ours starts from the beginning. */
  readonly cursor?: string | null
}

/** Joins what this person has read. */
export const readBy = (scope: Scope): SQL =>
  and(eq(notificationReads.notificationId, notifications.id), eq(notificationReads.personId, scope.personId))!

/** What somebody was told, the newest first, and the cursor of the next page. */
export const inbox = async (
  db: Db,
  scope: Scope,
  { unread, kinds = [], limit, cursor }: InboxRequest,
): Promise<{ rows: InboxRow[]; next: string | null }> => {
  const last = readCursor(cursor)
  const rows = await db
    .select({ notification: notifications, readAt: notificationReads.readAt })
    .from(notifications)
    .leftJoin(notificationReads, readBy(scope))
    .where(
      and(
        visibleNotifications(scope),
        unread ? isNull(notificationReads.readAt) : undefined,
        kinds.length > 0 ? inArray(notifications.kind, [...kinds]) : undefined,
        last === null
          ? undefined
          : sql`(${notifications.createdAt}, ${notifications.id}) < (${last.at}::timestamptz, ${last.id})`,
      ),
    )
    .orderBy(desc(notifications.createdAt), desc(notifications.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit).map(({ notification, readAt }) => ({ ...notification, readAt }))
  const end = page.at(-1)
  return { rows: page, next: rows.length > limit && end !== undefined ? writeCursor(end) : null }
}

/** More than this nobody reads one by one: the count stops here, and screens say `99+`. */
export const mostCounted = 100

/** How many somebody has not read, at most {@link mostCounted}. */
export const countUnread = async (db: Db, scope: Scope): Promise<number> => {
  const some = db
    .select({ one: sql`1`.as('one') })
    .from(notifications)
    .leftJoin(notificationReads, readBy(scope))
    .where(and(visibleNotifications(scope), isNull(notificationReads.readAt)))
    .limit(mostCounted)
    .as('some')
  const [row] = await db.select({ n: sql<number>`count(*)::int` }).from(some)
  return row?.n ?? 0
}

/** How many are unread, and the id of the newest, read or not: by it a screen knows that it is behind. */
export interface InboxState {
  readonly unread: number
  readonly newest: string | null
}

export const inboxState = async (db: Db, scope: Scope): Promise<InboxState> => {
  const [unread, [newest]] = await Promise.all([
    countUnread(db, scope),
    db
      .select({ id: notifications.id })
      .from(notifications)
      .where(visibleNotifications(scope))
      .orderBy(desc(notifications.createdAt), desc(notifications.id))
      .limit(1),
  ])
  return { unread, newest: newest?.id ?? null }
}

const writeCursor = ({ createdAt, id }: Notification): string =>
  Buffer.from(JSON.stringify([createdAt.toISOString(), id])).toString('base64url')

const readCursor = (cursor: string | null | undefined): { at: string; id: string } | null => {
  if (!cursor) return null
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    // As written by us, and nothing a Date bears but Postgres does not: February 30, the year 0.
    const isMoment = typeof at === 'string' && at >= '1970' && new Date(at).toISOString() === at
    return isMoment && typeof id === 'string' && !id.includes('\0') ? { at, id } : null
  } catch {
    return null
  }
}
