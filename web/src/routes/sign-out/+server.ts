import { closeSession } from '#lib/server/auth/open-session.ts'
import { writeSessionCookie } from '#lib/server/auth/session-cookie.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

export const POST: RequestHandler = async (event) => {
  const { db } = (await theRuntime()).postgres
  const { locals } = event
  if (locals.sessionId && locals.person) await closeSession(db, locals.sessionId, locals.person.id, new Date())
  writeSessionCookie(event, null)
  return new Response(null, { status: 303, headers: { location: '/sign-in' } })
}
