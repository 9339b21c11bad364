import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { judgeSample, reopenBySample } from '@mingjing/sql/quality/judge.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { asText } from '#lib/server/change/parse-change.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer, tooLongIn } from '#lib/server/too-long.ts'
import { longestReason } from '#lib/text/limits.ts'
import type { RequestHandler } from './$types'

const steps = ['confirmed', 'dismissed', 'reopen'] as const

/** Judges a sample, `{step: "confirmed" | "dismissed", reason}`, or reopens the issue of one on which two differ. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = scopeOf(allowed(locals))
  const { postgres, clickhouse } = await theRuntime()
  const { db } = postgres
  const body = (await readJson(request)) as { step?: unknown; reason?: unknown } | null
  const step = steps.find((each) => each === body?.step)
  if (!step) return Response.json({ error: `step is ${steps.join(', ')}` }, { status: 400 })
  const tooLong = tooLongIn({ reason: body?.reason }, longestReason)
  if (tooLong) return tooLongAnswer(tooLong)
  // `2026-10:i_…`
  await nameConcerned(db, clickhouse, [params.id.slice(params.id.indexOf(':') + 1)])
  const [reason, now] = [asText(body?.reason), new Date()]
  const outcome =
    step === 'reopen'
      ? await reopenBySample(db, scope, params.id, { reason }, { now })
      : await judgeSample(db, scope, params.id, { verdict: step, reason }, { now })
  if (outcome.kind === 'done') return Response.json({ id: params.id, second: outcome.sample.second })
  const { code, zh, en } = outcome
  const status = code === 'not-found' ? 404 : code === 'not-permitted' ? 403 : code === 'no-reason' ? 422 : 409
  return Response.json({ refused: code, zh, en }, { status })
}
