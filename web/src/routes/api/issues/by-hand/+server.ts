import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { openByHand } from '@mingjing/sql/issues/open-by-hand.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { refusalAnswer } from '#lib/server/issue/answer.ts'
import { parseByHand } from '#lib/server/issue/parse-by-hand.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Opens an issue no rule found. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const given = parseByHand(await readJson(request))
  if (given === null) return Response.json({ error: 'this is no issue' }, { status: 400 })
  const outcome = await openByHand(db, scope, given, new Date())
  if (outcome.kind === 'refused') return refusalAnswer(db, outcome)
  return Response.json({ id: outcome.issue.id, version: outcome.issue.version, seq: outcome.seq })
}
