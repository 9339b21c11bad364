import { redirect } from '@sveltejs/kit'
import { theRuntime } from '../runtime.ts'
import { lucia } from './lucia.ts'
import { closeSession } from './open-session.ts'
import { writeSessionCookie } from './session-cookie.ts'
import { readStepCookie, writeStepCookie } from './step-cookie.ts'

type Event = Parameters<typeof writeStepCookie>[0] & { locals: App.Locals }

/** Gives the browser the session just opened and leads on to `next`, a path of this site. */
export const enter = async (event: Event, newSession: string, next: string): Promise<never> => {
  // Whoever sat here before is signed out with it: the browser forgets that cookie, the server must too.
  const { db } = (await theRuntime()).postgres
  const { sessionId, person } = event.locals
  if (sessionId && person) await closeSession(db, sessionId, person.id, new Date())
  await lucia(db).deleteExpiredSessions()
  if (readStepCookie(event) !== null) writeStepCookie(event, null)
  writeSessionCookie(event, newSession)
  redirect(303, next)
}
