import { endSessionsOf } from '@mingjing/sql/people/sessions.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Ends all sessions of a person: somebody left, or a device is lost. */
export const DELETE: RequestHandler = async ({ locals, params }) => {
  const { db } = (await theRuntime()).postgres
  const ended = await endSessionsOf(db, callerScope(locals), params.id, new Date())
  return ended === null
    ? Response.json({ error: 'there is no such person in your units' }, { status: 404 })
    : Response.json({ ended })
}
