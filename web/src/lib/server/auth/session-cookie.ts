import type { RequestEvent } from '@sveltejs/kit'

/** Lucia's default name; kept here because the two places that write it must agree. */
const name = 'auth_session'
const twelveHours = 12 * 3600

/** Whether the browser came over TLS, directly or to the proxy in front. On plain HTTP a Secure cookie is never sent back. */
export const isEncrypted = (event: Pick<RequestEvent, 'request' | 'platform'>): boolean => {
  const forwarded = event.request.headers.get('x-forwarded-proto')
  if (forwarded !== null) return forwarded.split(',')[0]!.trim() === 'https'
  const socket = event.platform?.req?.socket
  return socket !== undefined && 'encrypted' in socket && socket.encrypted === true
}

/** Sets the session cookie, or takes it away. */
export const writeSessionCookie = (
  event: Pick<RequestEvent, 'request' | 'platform' | 'cookies'>,
  sessionId: string | null,
): void => {
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: isEncrypted(event) } as const
  if (sessionId === null) event.cookies.delete(name, attributes)
  else event.cookies.set(name, sessionId, { ...attributes, maxAge: twelveHours })
}
