import { decodeLine } from '@mingjing/rules/events/decode.ts'
import { eq } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { deadLetters } from '../postgres/schema.ts'
import { handleDeadLetter, mayHandleDeadLetters } from './dead-letters.ts'

/** How a text is taken in: the way every event comes. */
export type TakeIn = (lines: readonly string[]) => Promise<{
  readonly accepted: number
  readonly rejected: readonly { readonly error: string }[]
}>

export type Redriven =
  | { readonly kind: 'redriven' }
  /** The corrected text is no event either; nothing was sent and nothing changed. */
  | { readonly kind: 'invalid'; readonly field: string; readonly reason: string }
  /** There is no such letter, it is not open any more, or it is not the caller's to handle. */
  | { readonly kind: 'not-open' }

/**
 * Sends a dead letter in again as it was corrected, then marks it redriven. A crash in between leaves it open; sent in
 * once more, the event is a duplicate and counts once.
 * @throws when the event cannot be taken in: then the letter stays open.
 */
export const redriveDeadLetter = async (
  db: Db,
  scope: Scope,
  request: { id: string; text: string; reason: string; now: Date },
  takeIn: TakeIn,
): Promise<Redriven> => {
  if (!mayHandleDeadLetters(scope)) return { kind: 'not-open' }
  const [letter] = await db.select({ state: deadLetters.state }).from(deadLetters).where(eq(deadLetters.id, request.id))
  if (letter?.state !== 'open') return { kind: 'not-open' }
  // Judged before it is sent: a text that is still wrong must not become a second dead letter. One event a letter.
  const text = oneLine(request.text)
  const decoded = decodeLine(text)
  if (decoded.kind === 'deadLetter') return { kind: 'invalid', field: decoded.field, reason: decoded.reason }
  const { rejected } = await takeIn([text])
  const [refused] = rejected
  if (refused) return { kind: 'invalid', field: '', reason: refused.error }
  const { id, reason, now } = request
  const handled = await handleDeadLetter(db, scope, { id, reason, now, state: 'redriven' })
  return { kind: handled ? 'redriven' : 'not-open' }
}

/** A person may have spread the text over lines, which a log of lines would cut. */
const oneLine = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}
