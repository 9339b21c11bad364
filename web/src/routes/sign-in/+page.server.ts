import { fail, redirect } from '@sveltejs/kit'
import { clientOf } from '#lib/server/auth/client.ts'
import { destination } from '#lib/server/auth/destination.ts'
import { lucia } from '#lib/server/auth/lucia.ts'
import { closeSession } from '#lib/server/auth/open-session.ts'
import { writeSessionCookie } from '#lib/server/auth/session-cookie.ts'
import { personas, type SignIn, signIn, signInAsPersona } from '#lib/server/auth/sign-in.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  if (locals.person) redirect(303, destination(url.searchParams.get('next')))
  const { demo, postgres } = await theRuntime()
  return { personas: demo ? await personas(postgres.db) : [] }
}

export const actions: Actions = {
  password: async (event) => {
    const form = await event.request.formData()
    const login = String(form.get('login') ?? '')
    const { postgres, keys } = await theRuntime()
    const typed = { login, password: String(form.get('password') ?? ''), client: clientOf(event) }
    const outcome = await signIn(postgres.db, keys, typed)
    return finish(event, outcome, login)
  },
  persona: async (event) => {
    const form = await event.request.formData()
    const { demo, postgres } = await theRuntime()
    const outcome: SignIn = demo
      ? await signInAsPersona(postgres.db, String(form.get('person') ?? ''), clientOf(event))
      : { kind: 'refused' }
    return finish(event, outcome, '')
  },
}

type ActionEvent = Parameters<NonNullable<Actions['password']>>[0]

const finish = async (event: ActionEvent, outcome: SignIn, login: string) => {
  if (outcome.kind === 'wait') {
    event.setHeaders({ 'retry-after': String(outcome.seconds) })
    return fail(429, { ...outcome, login })
  }
  if (outcome.kind === 'refused') return fail(401, { ...outcome, login })
  // Whoever sat here before is signed out with it: the browser forgets that cookie, the server must too.
  const { db } = (await theRuntime()).postgres
  const { sessionId, person } = event.locals
  if (sessionId && person) await closeSession(db, sessionId, person.id, new Date())
  await lucia(db).deleteExpiredSessions()
  writeSessionCookie(event, outcome.sessionId)
  redirect(303, destination(event.url.searchParams.get('next')))
}
