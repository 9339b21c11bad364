import { eventTypeNamed } from './catalogue.ts'
import type { Event, Value } from './event.ts'
import { fields } from './fields.ts'
import { fieldsOf } from './type.ts'

const token = /^tok_[A-Za-z0-9_-]{16,86}$/

/** Whether a value stands for a personal value: `tok_` and the base64url of a keyed hash. */
export const isToken = (value: string): boolean => token.test(value)

/** Base64url, without padding, of a keyed hash (HMAC) of one personal value; the field keeps equal values of two fields apart. */
export type KeyedHash = (field: string, value: string) => string

const personalOf = new Map<string, string[]>()
const personalFields = (type: string): string[] => {
  const known = personalOf.get(type)
  if (known) return known
  const declared = eventTypeNamed(type)
  const names: string[] = declared ? fieldsOf(declared).filter((name) => 'personal' in fields[name]) : []
  personalOf.set(type, names)
  return names
}

/**
 * The event with every personal value replaced by its token; what is a token already stays, so doing it twice changes
 * nothing. The event itself where nothing is to be replaced.
 *
 * @throws when `keyedHash` returns something that makes no token: a personal value must not slip through.
 */
export const tokenise = (event: Event, keyedHash: KeyedHash): Event => {
  let data: Record<string, Value | undefined> | null = null
  for (const field of personalFields(event.type)) {
    const value = event.data[field]
    if (typeof value !== 'string' || isToken(value)) continue
    const replaced = `tok_${keyedHash(field, value)}`
    if (!isToken(replaced)) throw new Error(`the keyed hash of ${field} is not base64url of 16 to 86 characters`)
    data ??= { ...event.data }
    data[field] = replaced
  }
  return data ? { ...event, data } : event
}
