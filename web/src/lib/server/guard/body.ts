import { mostBytes as mostOfAttachment } from '@mingjing/sql/attachments/limits.ts'
import { mostBytes as mostOfEvents } from '../api/event-lines.ts'

/** Most bytes of a form or of a person's action. */
export const mostOfForm = 256 * 1024

/** A receipt has a few kilobytes, and anybody may send one. */
const mostOfReceipt = 64 * 1024

const mostOf: Readonly<Record<string, number>> = {
  '/api/events': mostOfEvents,
  '/api/issues/[id]/attachments': mostOfAttachment,
  '/receipts/verify': mostOfReceipt,
}

const bodiless = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Judges a body by its declared length, before a byte of it is read: anybody may send to the sign-in form. Only events
 * may come without a length, in chunks; those are cut off at the server's own limit.
 */
export const bodyVerdict = (
  routeId: string | null,
  method: string,
  headers: Pick<Headers, 'get' | 'has'>,
): 'allowed' | 'too-large' | 'no-length' => {
  if (bodiless.has(method)) return 'allowed'
  const forEvents = routeId === '/api/events'
  const length = headers.get('content-length')
  if (length === null) return forEvents || !headers.has('transfer-encoding') ? 'allowed' : 'no-length'
  return Number(length) <= (mostOf[routeId ?? ''] ?? mostOfForm) ? 'allowed' : 'too-large'
}
