import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { endOwnSessions, openSessions } from '@mingjing/sql/people/sessions.ts'
import { browserName } from '#lib/account/browser-name.ts'
import { sha256 } from '#lib/server/auth/hash.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { Actions, PageServerLoad } from './$types'

const currentId = (locals: App.Locals): string => sha256(locals.sessionId ?? '')

export const load: PageServerLoad = async ({ locals }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const sessions = await openSessions(db, scope, new Date())
  return {
    sessions: sessions.map(({ userAgent, ...session }) => ({
      ...session,
      browser: browserName(userAgent),
      current: session.id === currentId(locals),
    })),
  }
}

export const actions: Actions = {
  /** Ends one other session of one's own; one's present one ends by signing out. */
  end: async ({ locals, request }) => {
    const scope = scopeOf(allowed(locals))
    const { db } = (await theRuntime()).postgres
    const id = String((await request.formData()).get('session') ?? '')
    const ended = id === currentId(locals) ? 0 : await endOwnSessions(db, scope, { id }, new Date())
    return { ended }
  },
  'end-others': async ({ locals }) => {
    const scope = scopeOf(allowed(locals))
    const { db } = (await theRuntime()).postgres
    return { ended: await endOwnSessions(db, scope, { allBut: currentId(locals) }, new Date()) }
  },
}
