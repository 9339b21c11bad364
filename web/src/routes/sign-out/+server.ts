import { lucia } from '#lib/server/auth/lucia.ts'
import { writeSessionCookie } from '#lib/server/auth/session-cookie.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

export const POST: RequestHandler = async (event) => {
  const { db } = (await theRuntime()).postgres
  if (event.locals.sessionId) await lucia(db).invalidateSession(event.locals.sessionId)
  writeSessionCookie(event, null)
  return new Response(null, { status: 303, headers: { location: '/sign-in' } })
}
