import { identities, scopeOf } from '@mingjing/sql/access/scope.ts'
import { takeNext } from '@mingjing/sql/issues/take-next.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { refusalAnswer } from '#lib/server/issue/answer.ts'
import { queueRequest } from '#lib/server/issue/request.ts'
import { searchRefusal } from '#lib/server/issue/search.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/**
 * Takes the first open issue nobody has: `{matching: "<query of the queue>"}`. State, assignee and order of the query
 * do not count: what is taken is open, free and first by priority.
 */
export const POST: RequestHandler = async ({ locals, request }) => {
  const scope = scopeOf(allowed(locals))
  const runtime = await theRuntime()
  const body = (await readJson(request)) as { matching?: unknown } | null
  const now = new Date()
  const matching = new URLSearchParams(typeof body?.matching === 'string' ? body.matching : '')
  const asked = queueRequest(matching, identities(scope), now)
  if (asked.problem) return searchRefusal(asked.problem)
  const { live: _, terms = [], ...others } = asked.filter
  const filter = { ...others, terms: terms.filter(({ by }) => by !== 'state' && by !== 'owner') }
  const outcome = await takeNext(runtime.postgres.db, runtime.clickhouse, scope, filter, { now })
  if (outcome.kind === 'refused') return refusalAnswer(runtime.postgres.db, outcome)
  const { id, titleZh, titleEn, version } = outcome.issue
  return Response.json({ id, titleZh, titleEn, version, seq: outcome.seq })
}
