import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { findIssue } from '@mingjing/sql/issues/find.ts'
import { colleaguesOn } from '@mingjing/sql/issues/mention.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** The colleagues who may see an issue: those who can be mentioned in a comment on it. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = scopeOf(allowed(locals))
  const runtime = await theRuntime()
  const issue = await findIssue(runtime.postgres.db, runtime.clickhouse, scope, params.id)
  if (!issue) return Response.json({ error: 'no such issue' }, { status: 404 })
  return Response.json({ colleagues: await colleaguesOn(runtime.postgres.db, scope, issue) })
}
