import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { issueVisible } from '@mingjing/sql/issues/queue.ts'
import { notify } from '@mingjing/sql/live/notices.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { presentOn } from '#lib/server/live/hub.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/**
 * Says that the caller has the issue open, or with `{left: true}` no longer; answers who else has. A page says it again
 * every twenty seconds. Only those who work on issues are told of each other.
 */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = scopeOf(allowed(locals))
  const runtime = await theRuntime()
  const { db } = runtime.postgres
  if (!(await issueVisible(db, scope, params.id))) return Response.json({ error: 'no such issue' }, { status: 404 })
  const body = (await readJson(request)) as { left?: unknown } | null
  const others = presentOn(runtime, params.id).filter((personId) => personId !== scope.personId)
  await notify(db, { kind: 'presence', id: params.id, personId: scope.personId, left: body?.left === true })
  return Response.json({ others: await staffNames(db, others) })
}
