import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { draftReport } from '@mingjing/sql/suspicious/report.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { refusalAnswer } from '#lib/server/api/refused.ts'
import { parseReport } from '#lib/server/issue/parse-report.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer } from '#lib/server/too-long.ts'
import type { RequestHandler } from './$types'

/** Drafts a suspicious-transaction report; somebody else reviews it and hands it over. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = scopeOf(allowed(locals))
  const { postgres, clickhouse } = await theRuntime()
  const draft = parseReport(await readJson(request))
  if (!draft) return Response.json({ error: 'this is no report' }, { status: 400 })
  if ('kind' in draft) return tooLongAnswer(draft)
  await nameConcerned(postgres.db, clickhouse, [params.id])
  const outcome = await draftReport(postgres.db, scope, params.id, draft, { now: new Date() })
  if (outcome.kind === 'refused') return refusalAnswer(outcome)
  return Response.json({ id: outcome.report.id, state: outcome.report.state })
}
