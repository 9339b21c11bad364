import type { DeadLetterCode } from './decode.ts'
import type { Field } from './field.ts'
import { type FieldName, fields } from './fields.ts'
import { type EventType, fieldsOf } from './type.ts'

const control = /[^\P{Cc}\t\n\r]/u

/** Text that survives JSON, ClickHouse and keys joined by U+001F: no lone surrogates, no control characters but tab and line ends. */
export const isPlainText = (text: string): boolean => !control.test(text) && text.isWellFormed()

/** What a field expects, in words with its limits. */
export const expectation = (field: Field): string => {
  const { minimum, maximum, maxLength } = field.schema as { minimum?: number; maximum?: number; maxLength?: number }
  switch (field.kind) {
    case 'fen':
      return `whole fen, ${minimum} to ${maximum}`
    case 'int':
      return `a whole number, ${minimum} to ${maximum}`
    case 'double':
      return `a number, ${minimum} to ${maximum}`
    case 'bool':
      return 'true or false'
    case 'code':
      return `one of ${field.values?.join(', ')}`
    case 'moment':
      return 'an RFC 3339 moment with an offset'
    case 'text':
      return `a text of 1 to ${maxLength} characters`
  }
}

/** A name of a member that may be repeated: what is named otherwise may itself be personal data. */
export const isPlainName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,31}$/.test(name)

const found = (value: unknown): string => {
  if (value === null) return 'null (leave an absent field out)'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return value.length > 40 ? `a text of ${value.length} characters` : 'a text'
  if (typeof value === 'boolean' || value === Number.POSITIVE_INFINITY) return String(value)
  // Never the number: a telephone or an account written without quotes is one.
  return Number.isInteger(value) ? (Number(value) < 0 ? 'a negative number' : 'a whole number') : 'a fraction'
}

const fits = (field: Field, value: unknown): boolean => {
  const schema = field.schema as { minimum?: number; maximum?: number; maxLength?: number; pattern?: string }
  switch (field.kind) {
    case 'fen':
    case 'int':
      return Number.isInteger(value) && inRange(value as number, schema)
    case 'double':
      return Number.isFinite(value) && inRange(value as number, schema)
    case 'bool':
      return typeof value === 'boolean'
    case 'code':
      return field.values?.includes(value as string) ?? false
    case 'moment':
      return typeof value === 'string' && new RegExp(schema.pattern ?? '').test(value)
    case 'text':
      return typeof value === 'string' && value.length > 0 && [...value].length <= (schema.maxLength ?? 0)
  }
}
const inRange = (value: number, { minimum = -Infinity, maximum = Infinity }: { minimum?: number; maximum?: number }) =>
  value >= minimum && value <= maximum

/**
 * Why `data` is not valid for a type: the first defect, named by field, with what was expected. A value of a field is
 * never repeated, since it may be personal.
 */
export const explainData = (
  type: EventType,
  data: Record<string, unknown>,
): { field: string; reason: string; code: DeadLetterCode } => {
  const known = fieldsOf(type)
  for (const name of type.required)
    if (!Object.hasOwn(data, name))
      return {
        code: 'missing',
        field: `data.${name}`,
        reason: `${name} is missing; expected ${expectation(fields[name])}`,
      }
  for (const name of Object.keys(data)) {
    if (!known.includes(name as FieldName)) {
      const shown = isPlainName(name) ? name : '…'
      return {
        code: 'unknown-field',
        field: `data.${shown}`,
        reason: `${type.name} has no field ${JSON.stringify(shown)}`,
      }
    }
    const field: Field = fields[name as FieldName]
    if (!fits(field, data[name]))
      return {
        code: 'value',
        field: `data.${name}`,
        reason: `${name} must be ${expectation(field)}; found ${found(data[name])}`,
      }
  }
  return { code: 'shape', field: 'data', reason: `data is not valid for ${type.name}` }
}
