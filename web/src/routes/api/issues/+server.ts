import { identities, scopeOf } from '@mingjing/sql/access/scope.ts'
import { actOnMany, mostAtOnce, undoMany } from '@mingjing/sql/issues/act-on-many.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { countIssues } from '@mingjing/sql/issues/queue.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { parseAction } from '#lib/server/issue/parse-action.ts'
import { queueRequest } from '#lib/server/issue/request.ts'
import { queuePage } from '#lib/server/issue/rows.ts'
import { searchRefusal } from '#lib/server/issue/search.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer } from '#lib/server/too-long.ts'
import type { RequestHandler } from './$types'

/** One page of the queue and how many match. For machines nothing sleeps: what one person put off is no less there. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const scope = callerScope(locals)
  const { db } = (await theRuntime()).postgres
  const asked = queueRequest(url.searchParams, identities(scope), new Date())
  const request = locals.service ? { ...asked, filter: { ...asked.filter, awakeAt: undefined } } : asked
  if (asked.problem) return searchRefusal(asked.problem)
  const cursor = url.searchParams.get('cursor')
  const [page, total] = await Promise.all([
    queuePage(db, scope, request, cursor),
    cursor === null ? countIssues(db, scope, request.filter) : null,
  ])
  return Response.json({ issues: page.rows, next: page.next, ...(total === null ? {} : { total }) })
}

/**
 * One action on many issues: `{action, ids}`, at most 1,000 of them; `{undo: true, ids}` takes one back. `versions`, by
 * id, are those that were read: what changed since is refused.
 */
export const POST: RequestHandler = async ({ locals, request }) => {
  const scope = scopeOf(allowed(locals))
  const runtime = await theRuntime()
  const { db } = runtime.postgres
  const body = (await readJson(request)) as {
    action?: unknown
    ids?: unknown
    undo?: unknown
    versions?: unknown
  } | null
  const ids = Array.isArray(body?.ids) ? body.ids.filter((id): id is string => typeof id === 'string') : null
  if (ids === null) return Response.json({ error: 'ids is missing' }, { status: 400 })
  if (ids.length > mostAtOnce)
    return Response.json({ error: `ids: at most ${mostAtOnce}, not ${ids.length}` }, { status: 400 })
  const now = new Date()
  if (body?.undo === true) return Response.json(await undoMany(db, scope, ids, now))
  const action = parseAction(body?.action)
  if (action === null) return Response.json({ error: 'no such action' }, { status: 400 })
  if (action.kind === 'too-long') return tooLongAnswer(action)
  await nameConcerned(db, runtime.clickhouse, ids)
  const versions = versionsIn(body?.versions)
  const read = ids.map((id) => ({ id, version: versions.get(id) }))
  return Response.json(await actOnMany(db, scope, read, action, now))
}

const versionsIn = (input: unknown): Map<string, number> =>
  new Map(
    typeof input === 'object' && input !== null
      ? Object.entries(input).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1]))
      : [],
  )
