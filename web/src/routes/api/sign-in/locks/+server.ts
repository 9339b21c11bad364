import { liftLock, standingLocks } from '@mingjing/sql/people/locks.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Names and addresses that are locked now. */
export const GET: RequestHandler = async ({ locals }) => {
  const { db } = (await theRuntime()).postgres
  const locks = await standingLocks(db, callerScope(locals), new Date())
  return Response.json({
    locks: locks.map((lock) => ({ ...lock, lockedAt: lock.lockedAt.getTime(), until: lock.until.getTime() })),
  })
}

/** Lifts a lock: `{lift: id}`. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const { db } = (await theRuntime()).postgres
  const body = (await readJson(request)) as { lift?: unknown } | null
  if (typeof body?.lift !== 'string') return Response.json({ error: 'lift is missing' }, { status: 400 })
  if (!(await liftLock(db, callerScope(locals), body.lift, new Date())))
    return Response.json({ error: 'there is no such lock, or it is over' }, { status: 409 })
  return Response.json({ lifted: body.lift })
}
