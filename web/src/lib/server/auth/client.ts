import type { RequestEvent } from '@sveltejs/kit'

/** What a browser shows of itself when somebody signs in. */
export interface Client {
  /** The network address; behind a proxy that of ADDRESS_HEADER, null when the proxy did not send it. */
  address: string | null
  userAgent: string | null
}

export const clientOf = (event: Pick<RequestEvent, 'request' | 'getClientAddress'>): Client => ({
  address: addressOf(event),
  userAgent: event.request.headers.get('user-agent')?.slice(0, 300) ?? null,
})

const addressOf = (event: Pick<RequestEvent, 'getClientAddress'>): string | null => {
  try {
    return event.getClientAddress().slice(0, 64) || null
  } catch {
    // The adapter throws when the header it was told to read is not there.
    return null
  }
}
