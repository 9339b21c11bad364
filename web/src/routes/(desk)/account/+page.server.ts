import { delegatesFor } from '@mingjing/sql/absences/delegates.ts'
import { absencesAhead } from '@mingjing/sql/absences/list.ts'
import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { secondFactorOf } from '@mingjing/sql/people/second-factor.ts'
import { endOwnSessions, openSessions } from '@mingjing/sql/people/sessions.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { browserName } from '#lib/account/browser-name.ts'
import { choosePassword } from '#lib/server/auth/choose-password.ts'
import { clientOf } from '#lib/server/auth/client.ts'
import { beginEnrolment, confirmEnrolment, type Enrolling, endEnrolment } from '#lib/server/auth/enrol.ts'
import { sha256 } from '#lib/server/auth/hash.ts'
import { openSession } from '#lib/server/auth/open-session.ts'
import { secondFactorRoles } from '#lib/server/auth/second-factor.ts'
import { writeSessionCookie } from '#lib/server/auth/session-cookie.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { readForm } from '#lib/server/guard/read-form.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { absenceActions } from '#lib/server/team/absence-actions.ts'
import { absenceView } from '#lib/server/team/view.ts'
import type { Actions, PageServerLoad } from './$types'

const currentId = (locals: App.Locals): string => sha256(locals.sessionId ?? '')

export const load: PageServerLoad = async ({ locals }) => {
  const person = allowed(locals)
  const { db } = (await theRuntime()).postgres
  const now = new Date()
  const [sessions, secondFactor, absences, delegates] = await Promise.all([
    openSessions(db, scopeOf(person), new Date()),
    secondFactorOf(db, person.id),
    absencesAhead(db, scopeOf(person), now),
    delegatesFor(db, person.id),
  ])
  return {
    sessions: sessions
      .map(({ userAgent, ...session }) => ({
        ...session,
        browser: browserName(userAgent),
        current: session.id === currentId(locals),
      }))
      .sort((a, b) => Number(b.current) - Number(a.current)),
    secondFactor,
    // Those of others who arrange work are on the page of the team.
    absences: absences
      .map((row) => absenceView(scopeOf(person), row))
      .filter((row) => row.own || row.delegate === person.id),
    delegates: { [person.id]: delegates },
    now: now.getTime(),
    mustEnrol: locals.mustEnrol,
    mustChoose: locals.mustChoose,
    mustKeep: secondFactorRoles(process.env).has(person.role),
  }
}

export const actions: Actions = {
  ...absenceActions,
  /** Ends one other session of one's own; one's present one ends by signing out. */
  end: async ({ locals, request }) => {
    const scope = scopeOf(allowed(locals))
    const { db } = (await theRuntime()).postgres
    const id = String((await readForm(request)).get('session') ?? '')
    return { ended: id === currentId(locals) ? 0 : await endOwnSessions(db, scope, { id }, new Date()) }
  },
  'end-others': async ({ locals }) => {
    const scope = scopeOf(allowed(locals))
    const { db } = (await theRuntime()).postgres
    return { ended: await endOwnSessions(db, scope, { allBut: currentId(locals) }, new Date()) }
  },
  /** A password of one's own. Who is signed in elsewhere by the one before has to come again. */
  password: async (event) => {
    const { postgres, keys } = await theRuntime()
    const form = await readForm(event.request)
    const text = (name: string) => String(form.get(name) ?? '')
    const typed = { password: text('password'), chosen: text('chosen'), again: text('again') }
    const who = { ...enrolling(event), session: currentId(event.locals) }
    const outcome = await choosePassword(postgres.db, keys, who, typed)
    if (outcome.kind === 'chosen') {
      event.locals.mustChoose = false
      return { password: outcome }
    }
    if ('seconds' in outcome) event.setHeaders({ 'retry-after': String(outcome.seconds) })
    return fail('seconds' in outcome ? 429 : 422, { password: outcome })
  },
  begin: async (event) => {
    const who = enrolling(event)
    const { postgres, keys } = await theRuntime()
    const form = await readForm(event.request)
    const outcome = await beginEnrolment(postgres.db, keys, who, String(form.get('password') ?? ''))
    return outcome.kind === 'begun' ? { factor: outcome } : refused(event, outcome)
  },
  /** The first code. Whoever is signed in elsewhere by the password alone has to come again; here the session is a new one. */
  confirm: async (event) => {
    const who = enrolling(event)
    const { postgres, keys } = await theRuntime()
    const { db } = postgres
    const form = await readForm(event.request)
    const outcome = await confirmEnrolment(db, keys, who, String(form.get('code') ?? ''))
    if (outcome.kind !== 'confirmed') return refused(event, outcome)
    const sessionId = await openSession(db, { ...who, by: 'second-factor' })
    await endOwnSessions(db, scopeOf(allowed(event.locals)), { allBut: sha256(sessionId) }, who.now)
    event.locals.sessionId = sessionId
    event.locals.mustEnrol = false
    writeSessionCookie(event, sessionId)
    return { factor: outcome }
  },
  disable: async (event) => {
    const who = enrolling(event)
    if (secondFactorRoles(process.env).has(allowed(event.locals).role))
      return fail(403, { factor: { kind: 'must-keep' } })
    const { postgres, keys } = await theRuntime()
    const form = await readForm(event.request)
    const typed = { password: String(form.get('password') ?? ''), code: String(form.get('code') ?? '') }
    const outcome = await endEnrolment(postgres.db, keys, who, typed)
    return outcome.kind === 'ended' ? { factor: outcome } : refused(event, outcome)
  },
}

const enrolling = (event: Pick<RequestEvent, 'locals' | 'request' | 'getClientAddress'>): Enrolling => ({
  personId: allowed(event.locals).id,
  client: clientOf(event),
  now: new Date(),
})

/** Too many tries are told as such, as at signing in. */
const refused = <T extends { kind: string }>(event: Pick<RequestEvent, 'setHeaders'>, outcome: T) => {
  if (!('seconds' in outcome)) return fail(422, { factor: outcome })
  event.setHeaders({ 'retry-after': String(outcome.seconds) })
  return fail(429, { factor: outcome })
}
