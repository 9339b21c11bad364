import { catalogue, type EventTypeName, eventTypeNamed } from '../events/catalogue.ts'
import type { EventType } from '../events/type.ts'
import { suggestion } from './nearest.ts'
import { carries, fieldNamed, namesIn } from './scope.ts'
import type { Place } from './source.ts'
import type { Tell } from './tell.ts'
import type { FieldNode } from './tree.ts'

export const namesOf = (types: readonly EventType[]) => types.map((type) => type.name as EventTypeName)

/** The event types a rule names, each once. */
export const typesOf = (written: string | string[], place: Place, tell: Tell): EventType[] => {
  const names = typeof written === 'string' ? [written] : written
  const types: EventType[] = []
  for (const [i, name] of names.entries()) {
    const type = eventTypeNamed(name)
    const here = typeof written === 'string' ? place : [...place, i]
    if (!type) {
      const near = suggestion(
        name,
        catalogue.map((known) => known.name),
      )
      tell(here, 'unknown-type', `there is no event type "${name}"${near}`)
    } else if (types.includes(type)) tell(here, 'repeated', `"${name}" stands here twice`)
    else types.push(type)
  }
  return types
}

/** The key's fields, or those `written` elsewhere; each must be on every event type it is asked of. */
export const checkKey = (
  names: readonly string[],
  types: readonly EventType[],
  of: string,
  tell: Tell,
  written = 'key',
): FieldNode[] => {
  const key: FieldNode[] = []
  for (const [i, name] of names.entries()) {
    const field = fieldNamed(name)
    const place = [written, i]
    if (!field) {
      const near = suggestion(name, namesIn({ types, params: {}, measures: {} }))
      if (of === 'on') tell(place, 'unknown-name', `no field is called "${name}"${near}`)
      continue
    }
    key.push(field)
    if (field.type === 'double') tell(place, 'key', `"${name}" is a double; a key must be exact`)
    const without = types.filter((type) => !carries(type, field)).map((type) => type.name)
    if (without.length > 0)
      tell(
        place,
        'foreign-field',
        `"${name}" is not a field of ${without.join(', ')}, so no such event would have a key`,
      )
  }
  return key
}
