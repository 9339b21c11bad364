import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { decide, verdicts } from '@mingjing/sql/changes/decide.ts'
import { refuseChange } from '@mingjing/sql/changes/refusal.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { refusalAnswer } from '#lib/server/api/refused.ts'
import { asText } from '#lib/server/change/parse-change.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer, tooLongIn } from '#lib/server/too-long.ts'
import { longestReason } from '#lib/text/limits.ts'
import type { RequestHandler } from './$types'

/** One verdict: `{verdict: "approve" | "reject" | "withdraw", note}`. A refusal is 403, 404 or 409 with its reason. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const body = (await readJson(request)) as { verdict?: unknown; note?: unknown } | null
  const verdict = verdicts.find((each) => each === body?.verdict)
  if (!verdict) return Response.json({ error: `verdict is ${verdicts.join(', ')}` }, { status: 400 })
  const id = Number(params.id)
  if (!Number.isSafeInteger(id)) return refusalAnswer(refuseChange('not-found'))
  const tooLong = tooLongIn({ note: body?.note }, longestReason)
  if (tooLong) return tooLongAnswer(tooLong)
  const outcome = await decide(db, scope, id, { verdict, note: asText(body?.note) }, { now: new Date() })
  if (outcome.kind === 'refused') return refusalAnswer(outcome)
  return Response.json({ state: outcome.change.state, bundle: outcome.change.bundle })
}
