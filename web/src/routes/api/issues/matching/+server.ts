import { identities, scopeOf } from '@mingjing/sql/access/scope.ts'
import { matchingIssues } from '@mingjing/sql/issues/queue.ts'
import { mostMatching } from '#lib/queue/query.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { queueRequest } from '#lib/server/issue/request.ts'
import { searchRefusal } from '#lib/server/issue/search.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/**
 * All that a query of the queue matches, with their versions: what a bulk action is about is settled before its first
 * part, and what somebody changes meanwhile is refused. At most 50,000, the first of the order.
 */
export const GET: RequestHandler = async ({ locals, url }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const request = queueRequest(url.searchParams, identities(scope), new Date())
  if (request.problem) return searchRefusal(request.problem)
  return Response.json({ issues: await matchingIssues(db, scope, { ...request, limit: mostMatching }) })
}
