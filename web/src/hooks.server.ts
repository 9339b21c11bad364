import { randomUUID } from 'node:crypto'
import { standingOf } from '@mingjing/sql/absences/standing-in.ts'
import { keepInStep } from '@mingjing/sql/bank-days/take.ts'
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks'
import { paraglideMiddleware } from '#lib/paraglide/server.js'
import { mustChoose } from '#lib/server/auth/choose-password.ts'
import { lucia } from '#lib/server/auth/lucia.ts'
import { mustEnrol } from '#lib/server/auth/second-factor.ts'
import { serviceOf } from '#lib/server/auth/service-token.ts'
import { writeSessionCookie } from '#lib/server/auth/session-cookie.ts'
import { openBeforeEnrolment, verdict } from '#lib/server/guard/access.ts'
import { bodyVerdict } from '#lib/server/guard/body.ts'
import { mayChange } from '#lib/server/guard/origin.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { directionCookie, directionOf, themeCookie, themeOf } from '#lib/settings/preference.ts'

const refuse = (status: number, error: string): Response =>
  Response.json({ error }, { status, headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } })

/** Who calls, whether they may, in which language and colours: decided here, once, for every request. */
export const handle: Handle = async ({ event, resolve }) => {
  const { locals, cookies, request, url } = event
  locals.person = null
  locals.service = null
  locals.sessionId = null
  locals.mustEnrol = false
  locals.mustChoose = false
  locals.theme = themeOf(cookies.get(themeCookie))
  locals.direction = directionOf(cookies.get(directionCookie))

  const forMachines = url.pathname.startsWith('/api/')
  if (!mayChange(request.method, request.headers, event.route.id)) return refuse(403, 'cross-site request refused')

  const { db } = (await theRuntime()).postgres
  // A database that is away is /healthz's to tell, which has to answer then; what needs it fails by itself.
  await keepInStep(db, Date.now()).catch(() => {})
  const authorization = request.headers.get('authorization')
  if (authorization !== null) {
    locals.service = await serviceOf(db, authorization)
  } else {
    const sessionId = lucia(db).readSessionCookie(request.headers.get('cookie') ?? '')
    if (sessionId) {
      const { session, user } = await lucia(db).validateSession(sessionId)
      if (session) {
        locals.sessionId = session.id
        locals.person = { ...user, ...(await standingOf(db, user.id, new Date())) }
        locals.mustEnrol = mustEnrol(session, user)
        locals.mustChoose = mustChoose(session, user)
      }
      if (!session || session.fresh) writeSessionCookie(event, session?.id ?? null)
    }
  }

  switch (verdict(event.route.id, locals)) {
    case 'unknown-caller':
      if (forMachines || request.method !== 'GET') return refuse(401, 'sign in or send a bearer token')
      return new Response(null, {
        status: 303,
        headers: { location: `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}` },
      })
    case 'forbidden':
      if (forMachines || locals.service || request.method !== 'GET') return refuse(403, 'not permitted')
      locals.forbidden = true // `allowed` in guard/allowed.ts turns it into the page that says so.
      break
    case 'no-such-route':
      if (forMachines)
        return locals.person || locals.service
          ? refuse(404, 'no such endpoint')
          : refuse(401, 'sign in or send a bearer token')
      break
    case 'allowed':
      if ((locals.mustEnrol || locals.mustChoose) && !openBeforeEnrolment(event.route.id)) {
        if (forMachines || request.method !== 'GET')
          return refuse(403, 'choose a password of your own or set up a second factor on /account first')
        return new Response(null, { status: 303, headers: { location: '/account' } })
      }
      break
  }

  // No name, id or word holds a NUL, and Postgres refuses text that does.
  if (/%00/.test(url.href)) return refuse(400, 'the address holds a NUL')
  switch (bodyVerdict(event.route.id, request.method, request.headers)) {
    case 'too-large':
      return refuse(413, 'the body is too large')
    case 'no-length':
      return refuse(411, 'say the length of the body')
    case 'allowed':
      break
  }

  const response = await paraglideMiddleware(request, ({ locale }) =>
    resolve(event, {
      transformPageChunk: ({ html }) =>
        html
          .replace('%mingjing.lang%', locale)
          .replace('%mingjing.theme%', locals.theme)
          .replace('%mingjing.direction%', locals.direction),
    }),
  )
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('referrer-policy', 'same-origin')
  response.headers.set('cross-origin-opener-policy', 'same-origin')
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  if (locals.person || locals.service) response.headers.set('cache-control', 'private, no-store')
  return response
}

/** The caller gets a reference; the fault itself goes to the log only. */
export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind !== 'unknown') return { message: error.message }
  const reference = randomUUID().slice(0, 8)
  console.error(
    JSON.stringify({
      level: 'error',
      reference,
      path: event.url.pathname,
      error: String(error),
      stack: error instanceof Error ? error.stack : undefined,
    }),
  )
  return { message: 'unexpected', reference }
}
