import { redirect } from '@sveltejs/kit'
import { readAwayCookie, writeAwayCookie } from '#lib/server/auth/away-cookie.ts'
import { signInByProvider } from '#lib/server/auth/by-provider.ts'
import { clientOf } from '#lib/server/auth/client.ts'
import { destination } from '#lib/server/auth/destination.ts'
import { enter } from '#lib/server/auth/enter.ts'
import { providerOf } from '#lib/server/auth/single-sign-on.ts'
import { writeStepCookie } from '#lib/server/auth/step-cookie.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Where the bank's own sign-in sends the browser back to. */
export const GET: RequestHandler = async (event) => {
  const provider = providerOf(process.env)
  const leaving = readAwayCookie(event)
  if (provider === null || leaving === null) redirect(303, '/sign-in')
  writeAwayCookie(event, null)
  const next = destination(leaving.next)
  const { db } = (await theRuntime()).postgres
  const outcome = await signInByProvider(db, provider, { at: event.url, leaving, client: clientOf(event) })
  if (outcome.kind === 'ok') return enter(event, outcome.sessionId, next)
  if (outcome.kind === 'code') writeStepCookie(event, outcome.step)
  const told = outcome.kind === 'code' ? '' : 'sso=refused&'
  redirect(303, `/sign-in?${told}next=${encodeURIComponent(next)}`)
}
