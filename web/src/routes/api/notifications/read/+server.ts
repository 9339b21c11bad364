import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { countUnread } from '@mingjing/sql/notifications/inbox.ts'
import { markRead } from '@mingjing/sql/notifications/mark-read.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { parseRead } from '#lib/server/inbox/parse-read.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Marks as read: `{ids}` those named, `{upTo}` everything told until then, epoch ms. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const toRead = parseRead(await readJson(request))
  if (toRead === null) return Response.json({ error: 'ids or upTo is missing' }, { status: 400 })
  const read = await markRead(db, scope, toRead, new Date())
  return Response.json({ read, unread: await countUnread(db, scope) })
}
