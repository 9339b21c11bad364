import type { RequestEvent } from '@sveltejs/kit'
import { isEncrypted } from './session-cookie.ts'
import { codeWithin } from './sign-in.ts'

/** Names the sign-in whose password was right and whose code is awaited; it opens nothing by itself. */
const name = 'sign_in_step'

type Event = Pick<RequestEvent, 'request' | 'platform' | 'cookies'>

export const readStepCookie = (event: Event): string | null => event.cookies.get(name) ?? null

/** `lax`: who comes back from the bank's own sign-in is led here by its site, which a strict cookie would not survive. */
export const writeStepCookie = (event: Event, step: string | null): void => {
  const attributes = { path: '/sign-in', httpOnly: true, sameSite: 'lax', secure: isEncrypted(event) } as const
  if (step === null) event.cookies.delete(name, attributes)
  else event.cookies.set(name, step, { ...attributes, maxAge: codeWithin / 1000 })
}
