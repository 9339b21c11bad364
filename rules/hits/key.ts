import type { Event, Value } from '../events/event.ts'
import type { FieldNode } from '../language/tree.ts'

/** Between the parts of a key. */
export const keySeparator = '\u001f'

/** What a field of an event holds; absent is null. */
export const fieldValue = (event: Event, field: FieldNode): Value =>
  (field.envelope ? event[field.name as 'id'] : event.data[field.name]) ?? null

/**
 * The key of an event under a rule: its values as texts (ints and moments in decimal, bools `true` and `false`) joined
 * by U+001F. Two events have the same key when this text is the same. Null when a part is: the event is not seen.
 */
export const keyOf = (event: Event, fields: readonly FieldNode[]): string | null => {
  let key = ''
  for (let i = 0; i < fields.length; i++) {
    const value = fieldValue(event, fields[i]!)
    if (value === null) return null
    key = i === 0 ? String(value) : key + keySeparator + String(value)
  }
  return key
}
