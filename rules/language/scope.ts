import { envelopeFields } from '../events/event.ts'
import { type FieldName, fields } from '../events/fields.ts'
import type { EventType } from '../events/type.ts'
import { fieldsOf } from '../events/type.ts'
import type { CheckedParameter } from './checked.ts'
import type { CheckedList } from './list.ts'
import type { FieldNode, MeasureNode } from './tree.ts'

/** What an expression may name where it stands. */
export interface Scope {
  /** Types of the events it is evaluated on. */
  readonly types: readonly EventType[]
  readonly params: Readonly<Record<string, CheckedParameter>>
  readonly measures: Readonly<Record<string, MeasureNode['type']>>
  /** Types of the first event of a sequence, where `first.x` may be named. */
  readonly first?: readonly EventType[]
  /** Lists of the bundle; none if absent. */
  readonly lists?: readonly CheckedList[]
}

const kindTypes = {
  int: 'int',
  fen: 'int',
  double: 'double',
  bool: 'bool',
  text: 'text',
  code: 'text',
  moment: 'moment',
} as const

/** The field node of a name, whatever events have it; null when the contract knows no such field. */
export const fieldNamed = (name: string): FieldNode | null => {
  if (Object.hasOwn(envelopeFields, name)) {
    const type = envelopeFields[name as keyof typeof envelopeFields]
    return Object.freeze({ kind: 'field', type, name, envelope: true })
  }
  if (!Object.hasOwn(fields, name)) return null
  return Object.freeze({ kind: 'field', type: kindTypes[fields[name as FieldName].kind], name, envelope: false })
}

/** Whether events of that type can carry the field. */
export const carries = (type: EventType, field: FieldNode): boolean =>
  field.envelope || fieldsOf(type).includes(field.name as FieldName)

/** Every name an expression may use here, for suggestions. */
export const namesIn = (scope: Scope): string[] => [
  ...Object.keys(envelopeFields),
  ...new Set(scope.types.flatMap((type) => fieldsOf(type))),
  ...Object.keys(scope.measures),
]
