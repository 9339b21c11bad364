import { removeSecondFactor } from '@mingjing/sql/people/second-factor.ts'
import { endSessionsOf } from '@mingjing/sql/people/sessions.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Takes the second factor of a person away who lost it. One's own goes by the account page, for which it takes a code. */
export const DELETE: RequestHandler = async ({ locals, params }) => {
  const scope = callerScope(locals)
  const { db } = (await theRuntime()).postgres
  const now = new Date()
  const removed = params.id !== scope.personId && (await removeSecondFactor(db, scope, params.id, now))
  if (!removed) return Response.json({ error: 'there is no such second factor in your units' }, { status: 404 })
  await endSessionsOf(db, scope, params.id, now)
  return Response.json({ removed: params.id })
}
