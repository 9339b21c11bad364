import type { RequestEvent } from '@sveltejs/kit'
import { isEncrypted } from './session-cookie.ts'
import type { Leaving } from './single-sign-on.ts'

const name = 'sign_in_away'
/** How long somebody may take at the provider, s. */
const within = 10 * 60

type Event = Pick<RequestEvent, 'request' | 'platform' | 'cookies'>
export type Away = Leaving & { readonly next: string }

/** `lax`, for the way back begins at the provider's site. */
export const writeAwayCookie = (event: Event, away: Away | null): void => {
  const attributes = { path: '/sign-in/sso', httpOnly: true, sameSite: 'lax', secure: isEncrypted(event) } as const
  if (away === null) event.cookies.delete(name, attributes)
  else event.cookies.set(name, JSON.stringify(away), { ...attributes, maxAge: within })
}

export const readAwayCookie = (event: Event): Away | null => {
  try {
    const away = JSON.parse(event.cookies.get(name) ?? 'null') as Partial<Away> | null
    return typeof away?.state === 'string' &&
      typeof away.nonce === 'string' &&
      typeof away.verifier === 'string' &&
      typeof away.next === 'string'
      ? (away as Away)
      : null
  } catch {
    return null
  }
}
