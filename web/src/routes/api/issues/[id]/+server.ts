import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { act } from '@mingjing/sql/issues/act.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { undo } from '@mingjing/sql/issues/undo.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { refusalAnswer } from '#lib/server/issue/answer.ts'
import { parseAction } from '#lib/server/issue/parse-action.ts'
import { issueView } from '#lib/server/issue/view.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const view = await issueView(await theRuntime(), callerScope(locals), params.id)
  return view ? Response.json(view) : Response.json({ error: 'no such issue' }, { status: 404 })
}

/** One action: `{kind, …, version}` or `{kind: "undo", version}`. A refusal is 409 with the reason in both languages. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = scopeOf(allowed(locals))
  const runtime = await theRuntime()
  const { db } = runtime.postgres
  const body = (await readJson(request)) as { kind?: unknown; version?: unknown } | null
  const occasion = { now: new Date(), version: Number.isSafeInteger(body?.version) ? Number(body?.version) : undefined }
  const action = parseAction(body)
  if (action === null && body?.kind !== 'undo') return Response.json({ error: 'no such action' }, { status: 400 })
  await nameConcerned(db, runtime.clickhouse, [params.id])
  const outcome =
    action === null ? await undo(db, scope, params.id, occasion) : await act(db, scope, params.id, action, occasion)
  if (outcome.kind === 'refused') return refusalAnswer(db, outcome)
  return Response.json({ state: outcome.issue.state, version: outcome.issue.version, seq: outcome.seq })
}
