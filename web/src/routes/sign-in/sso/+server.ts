import { redirect } from '@sveltejs/kit'
import { writeAwayCookie } from '#lib/server/auth/away-cookie.ts'
import { destination } from '#lib/server/auth/destination.ts'
import { leave, providerOf } from '#lib/server/auth/single-sign-on.ts'
import type { RequestHandler } from './$types'

/** Sends the browser to the bank's own sign-in. */
export const GET: RequestHandler = async (event) => {
  const provider = providerOf(process.env)
  if (provider === null) redirect(303, '/sign-in')
  const next = destination(event.url.searchParams.get('next'))
  const left = await leave(provider, new URL('/sign-in/sso/back', event.url)).catch((error: unknown) => {
    console.error(JSON.stringify({ level: 'error', what: 'single sign-on unreachable', error: String(error) }))
    return null
  })
  if (left === null) redirect(303, `/sign-in?sso=unreachable&next=${encodeURIComponent(next)}`)
  writeAwayCookie(event, { ...left.leaving, next })
  redirect(303, left.to)
}
