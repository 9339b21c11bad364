import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { changeView, deleteView, type Kept, saveView } from '@mingjing/sql/views/keep.ts'
import { viewsOf } from '@mingjing/sql/views/list.ts'
import type { ViewRefusal } from '@mingjing/sql/views/refusal.ts'
import { listQuery } from '#lib/queue/query.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { asText } from '#lib/server/change/parse-change.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Longest query a view is a name for, characters. */
const longestQuery = 2000

/** The views of the queue the caller may pick from: own ones first, then those shared with their unit. */
export const GET: RequestHandler = async ({ locals }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  return Response.json({ views: await viewsOf(db, scope, 'issues') })
}

/** Keeps `{name, query, shared}`; with `id` changes what is given of a view of one's own. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const body = ((await readJson(request)) ?? {}) as Record<string, unknown>
  const occasion = { now: new Date() }
  const name = body.name === undefined ? undefined : asText(body.name)
  // What does not choose the list, such as the issue being read, is no part of a view.
  const query = typeof body.query === 'string' ? listQuery(new URLSearchParams(body.query)) : undefined
  if (query !== undefined && query.length > longestQuery)
    return Response.json({ error: 'the query is too long' }, { status: 400 })
  const shared = typeof body.shared === 'boolean' ? body.shared : undefined
  if (typeof body.id === 'string')
    return answer(await changeView(db, scope, body.id, { name, query, shared }, occasion))
  if (query === undefined) return Response.json({ error: 'query is missing' }, { status: 400 })
  return answer(
    await saveView(db, scope, { page: 'issues', name: name ?? '', query, shared: shared ?? false }, occasion),
  )
}

/** Deletes a view of one's own, `?id=`. */
export const DELETE: RequestHandler = async ({ locals, url }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  return answer(await deleteView(db, scope, url.searchParams.get('id') ?? '', { now: new Date() }))
}

const answer = (outcome: Kept | ViewRefusal): Response => {
  if (outcome.kind === 'refused') {
    const status = outcome.code === 'not-found' ? 404 : outcome.code.endsWith('-name') ? 422 : 409
    return Response.json({ refused: outcome.code, zh: outcome.zh, en: outcome.en }, { status })
  }
  const { id, name, query, sharedWith } = outcome.view
  return Response.json({ id, name, query, sharedWith })
}
