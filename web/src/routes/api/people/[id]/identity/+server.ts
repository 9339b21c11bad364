import { unlinkIdentity } from '@mingjing/sql/people/identities.ts'
import { endSessionsOf } from '@mingjing/sql/people/sessions.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Forgets who a person is at the bank's own sign-in: the next one there with their login is taken for them. */
export const DELETE: RequestHandler = async ({ locals, params }) => {
  const scope = callerScope(locals)
  const { db } = (await theRuntime()).postgres
  const now = new Date()
  if (!(await unlinkIdentity(db, scope, params.id, now)))
    return Response.json({ error: 'there is no such identity in your units' }, { status: 404 })
  await endSessionsOf(db, scope, params.id, now)
  return Response.json({ unlinked: params.id })
}
