import { createHmac } from 'node:crypto'
import { lookup as resolve } from 'node:dns'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { AllowedAddresses } from './address.ts'

export interface Post {
  readonly url: string
  readonly body: string
  /** The same with every attempt. */
  readonly key: string
  readonly secret: string
  /** Epoch ms. */
  readonly now: number
}

export interface WebhookParts {
  readonly allowed: AllowedAddresses
  /** For tests; the system's otherwise. */
  readonly resolve?: typeof resolve
  readonly timeoutMs?: number
}

class Refused extends Error {}

/**
 * Signature of a body: `v1=` and HMAC-SHA-256 in hex over timestamp, a full stop and the body. The receiver compares it,
 * and refuses a timestamp of more than a few minutes ago.
 */
export const signature = (secret: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`

/**
 * Posts a signed JSON body; redirects are not followed. Addresses are judged where the socket connects: the name is
 * resolved once, and that answer is both judged and connected to, so that a name which changes its mind reaches nothing.
 * @returns why the receiver did not take it, or null
 */
export const postWebhook = async (post: Post, parts: WebhookParts): Promise<string | null> => {
  const url = URL.parse(post.url)
  if (url === null || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return 'not an address of a webhook'
  const timestamp = String(Math.floor(post.now / 1000))
  try {
    const status = await send(url, parts, post.body, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(post.body)),
      'user-agent': 'mingjing-webhook/1',
      'idempotency-key': post.key,
      'mingjing-timestamp': timestamp,
      'mingjing-signature': signature(post.secret, timestamp, post.body),
    })
    return status >= 200 && status < 300 ? null : `HTTP ${status}`
  } catch (error) {
    return error instanceof Refused
      ? error.message
      : `no connection: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`
  }
}

const send = (url: URL, parts: WebhookParts, body: string, headers: Record<string, string>): Promise<number> =>
  new Promise((done, fail) => {
    const { allowed, timeoutMs = 10_000 } = parts
    const isPlain = url.protocol === 'http:'
    const judge = (address: string): Refused | null =>
      !allowed.permits(address)
        ? new Refused('the address is not allowed')
        : isPlain && !allowed.named(address)
          ? new Refused('https is needed')
          : null
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // For an address instead of a name nothing is looked up.
    const atOnce = isIP(host) === 0 ? null : judge(host)
    if (atOnce) return fail(atOnce)
    const lookup: LookupFunction = (name, options, answer) =>
      (parts.resolve ?? resolve)(name, { ...options, all: true }, (error, addresses) => {
        if (error) return answer(error, '', 0)
        const refused = addresses.map(({ address }) => judge(address)).find((each) => each !== null)
        if (refused) return answer(refused, '', 0)
        if (options.all) return answer(null, addresses)
        const [first] = addresses
        answer(null, first?.address ?? '', first?.family ?? 0)
      })
    const request = (isPlain ? plain : secure)(url, {
      method: 'POST',
      headers,
      lookup,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    })
    request.on('socket', (socket) =>
      socket.once('connect', () => {
        const refused = judge(socket.remoteAddress ?? '')
        if (refused) socket.destroy(refused)
      }),
    )
    request.on('response', (response) => {
      done(response.statusCode ?? 0)
      // What a receiver has to say beyond its status is nobody's business here.
      response.destroy()
    })
    request.on('error', fail)
    request.end(body)
  })
