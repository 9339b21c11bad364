import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { countUnread } from '@mingjing/sql/notifications/inbox.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { inboxPage } from '#lib/server/inbox/page.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** One page of what the caller was told, newest first, and how much of all of it is unread. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const [page, unread] = await Promise.all([inboxPage(db, scope, url.searchParams), countUnread(db, scope)])
  return Response.json({ ...page, unread })
}
