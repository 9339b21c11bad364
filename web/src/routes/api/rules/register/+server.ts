import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { registerOf } from '#lib/server/rule/register.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** The registers with the rules, tests and hits behind each entry, as the page shows them. */
export const GET: RequestHandler = async ({ locals }) => {
  const runtime = await theRuntime()
  const bundle = await currentBundle(runtime.postgres.db)
  if (!bundle) return Response.json({ error: 'no rules are in force' }, { status: 404 })
  return Response.json({ bundle: bundle.hash, ...(await registerOf(runtime, callerScope(locals), bundle)) })
}
