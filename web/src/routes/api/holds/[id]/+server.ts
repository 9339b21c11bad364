import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { liftHold } from '@mingjing/sql/holds/lift.ts'
import { refuseHold } from '@mingjing/sql/holds/refusal.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { refusalAnswer } from '#lib/server/api/refused.ts'
import { asText } from '#lib/server/change/parse-change.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer, tooLongIn } from '#lib/server/too-long.ts'
import { longestReason } from '#lib/text/limits.ts'
import type { RequestHandler } from './$types'

/** Lifts a hold another person placed: `{step: "lift", reason}`. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const body = (await readJson(request)) as { step?: unknown; reason?: unknown } | null
  if (body?.step !== 'lift') return Response.json({ error: 'step is lift' }, { status: 400 })
  const id = Number(params.id)
  if (!Number.isSafeInteger(id)) return refusalAnswer(refuseHold('not-found'))
  const tooLong = tooLongIn({ reason: body.reason }, longestReason)
  if (tooLong) return tooLongAnswer(tooLong)
  const outcome = await liftHold(db, scope, id, { reason: asText(body.reason) }, { now: new Date() })
  if (outcome.kind === 'refused') return refusalAnswer(outcome)
  return Response.json({ id })
}
