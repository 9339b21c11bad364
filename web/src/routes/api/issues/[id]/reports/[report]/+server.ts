import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { readReport } from '@mingjing/sql/suspicious/read.ts'
import { refuseReport } from '@mingjing/sql/suspicious/refusal.ts'
import { decideReport, steps } from '@mingjing/sql/suspicious/report.ts'
import { longestReason } from '#lib/text/limits.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { asDownload } from '#lib/server/attachment/disposition.ts'
import { asText } from '#lib/server/change/parse-change.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { refusalAnswer } from '#lib/server/api/refused.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer, tooLongIn } from '#lib/server/too-long.ts'
import type { RequestHandler } from './$types'

/** The file that was handed over, to be saved; that it was taken goes on record. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const id = Number(params.report)
  const file = Number.isSafeInteger(id) ? await readReport(db, scope, params.id, id, { now: new Date() }) : null
  if (file === null) return refusalAnswer(refuseReport('not-found'))
  if (file.kind === 'altered')
    return Response.json({ error: 'the content is not what was handed over; its hash differs' }, { status: 409 })
  return new Response(file.content, {
    headers: {
      'content-type': 'application/xml; charset=utf-8',
      'content-disposition': asDownload(file.name),
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    },
  })
}

/** One step: `{step: "hand-over" | "return" | "withdraw", note}`. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = scopeOf(allowed(locals))
  const { postgres, clickhouse, keys } = await theRuntime()
  const body = (await readJson(request)) as { step?: unknown; note?: unknown } | null
  const step = steps.find((each) => each === body?.step)
  if (!step) return Response.json({ error: `step is ${steps.join(', ')}` }, { status: 400 })
  const tooLong = tooLongIn({ note: body?.note }, longestReason)
  if (tooLong) return tooLongAnswer(tooLong)
  const id = Number(params.report)
  if (!Number.isSafeInteger(id)) return refusalAnswer(refuseReport('not-found'))
  const stores = { db: postgres.db, clickhouse, keys }
  const outcome = await decideReport(
    stores,
    scope,
    params.id,
    id,
    { step, note: asText(body?.note) },
    { now: new Date() },
  )
  if (outcome.kind === 'refused') return refusalAnswer(outcome)
  const { state, sha256 } = outcome.report
  return Response.json({ id, state, sha256 })
}
