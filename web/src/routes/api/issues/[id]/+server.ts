import { type Scope, scopeOf } from '@mingjing/sql/access/scope.ts'
import { act, type Occasion } from '@mingjing/sql/issues/act.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { merge } from '@mingjing/sql/issues/merge.ts'
import { split } from '@mingjing/sql/issues/split.ts'
import { splitBack } from '@mingjing/sql/issues/split-back.ts'
import { undo } from '@mingjing/sql/issues/undo.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { refusalAnswer } from '#lib/server/issue/answer.ts'
import { parseAction } from '#lib/server/issue/parse-action.ts'
import { type MatterAction, parseMatter } from '#lib/server/issue/parse-matter.ts'
import { issueView } from '#lib/server/issue/view.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer } from '#lib/server/too-long.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const view = await issueView(await theRuntime(), callerScope(locals), params.id)
  return view ? Response.json(view) : Response.json({ error: 'no such issue' }, { status: 404 })
}

const decideMatter = (db: Db, scope: Scope, id: string, matter: MatterAction, occasion: Occasion) => {
  if (matter.kind === 'merge') return merge(db, scope, id, matter.others, matter.reason, occasion)
  if (matter.kind === 'split') return split(db, scope, id, matter.hits, matter.reason, occasion)
  return splitBack(db, scope, id, matter.reason, occasion)
}

/** One action: `{kind, …, version}` or `{kind: "undo", version}`; splitting answers with the new issue. A refusal is 409 with the reason in both languages. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = scopeOf(allowed(locals))
  const runtime = await theRuntime()
  const { db } = runtime.postgres
  const body = (await readJson(request)) as { kind?: unknown; version?: unknown } | null
  const occasion = { now: new Date(), version: Number.isSafeInteger(body?.version) ? Number(body?.version) : undefined }
  const action = parseAction(body)
  const matter = action === null ? parseMatter(body) : null
  if (action?.kind === 'too-long') return tooLongAnswer(action)
  if (matter?.kind === 'too-long') return tooLongAnswer(matter)
  if (action === null && matter === null && body?.kind !== 'undo')
    return Response.json({ error: 'no such action' }, { status: 400 })
  if (matter !== null) {
    const others = matter.kind === 'merge' ? matter.others.map(({ id }) => id) : []
    await nameConcerned(db, runtime.clickhouse, [params.id, ...others])
    const outcome = await decideMatter(db, scope, params.id, matter, occasion)
    if (outcome.kind === 'refused') return refusalAnswer(db, outcome)
    const { id, state, version } = outcome.issue
    return Response.json({ id, state, version, seq: outcome.seq })
  }
  await nameConcerned(db, runtime.clickhouse, [params.id])
  const outcome =
    action === null ? await undo(db, scope, params.id, occasion) : await act(db, scope, params.id, action, occasion)
  if (outcome.kind === 'refused') return refusalAnswer(db, outcome)
  return Response.json({ state: outcome.issue.state, version: outcome.issue.version, seq: outcome.seq })
}
