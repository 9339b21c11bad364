import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { listChanges } from '@mingjing/sql/changes/list.ts'
import { propose } from '@mingjing/sql/changes/propose.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { refusalAnswer } from '#lib/server/api/refused.ts'
import { asText, parseChange } from '#lib/server/change/parse-change.ts'
import { changeViews } from '#lib/server/change/views.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer, tooLongIn } from '#lib/server/too-long.ts'
import { longestReason } from '#lib/text/limits.ts'
import type { RequestHandler } from './$types'

/** Changes that wait for a decision, oldest first; `?over` those decided, newest first; `?target=` of a rule or list. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const target = asText(url.searchParams.get('target')) || undefined
  const rows = await listChanges(db, scope, { over: url.searchParams.has('over'), target })
  return Response.json({ changes: await changeViews(db, scope, rows) })
}

/** Proposes one change: `{change, reason}`. A refusal names the place and the reason in both languages. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const body = (await readJson(request)) as { change?: unknown; reason?: unknown } | null
  const change = parseChange(body?.change)
  if (!change) return Response.json({ error: 'no such change' }, { status: 400 })
  if (change.kind === 'too-long') return tooLongAnswer(change)
  const tooLong = tooLongIn({ reason: body?.reason }, longestReason)
  if (tooLong) return tooLongAnswer(tooLong)
  const outcome = await propose(db, scope, { change, reason: asText(body?.reason) }, { now: new Date() })
  if (outcome.kind === 'refused') return refusalAnswer(outcome)
  return Response.json({ id: outcome.change.id, state: outcome.change.state })
}
