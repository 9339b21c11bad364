import type { EventTypeName } from '../events/catalogue.ts'
import { columnOf } from '../events/columns.ts'
import { envelopeFields } from '../events/event.ts'
import type { Field, FieldKind } from '../events/field.ts'
import { type FieldName, fields } from '../events/fields.ts'
import { keySeparator } from '../hits/key.ts'
import type { FieldNode, Node } from '../language/tree.ts'
import { nodesOf } from '../language/tree.ts'
import { condition, fieldName } from './expression.ts'
import type { Scope } from './scope.ts'
import { momentLiteral, quoted } from './sql.ts'

export type Verdict = 'ok' | 'late'

/** Which rows of the events table are read. Times are epoch ms; `until` belongs to it. */
export interface Source {
  readonly table: string
  readonly verdicts: readonly Verdict[]
  readonly from: number | null
  readonly until: number
}

const coldTypes: Record<FieldKind, string> = {
  int: 'Nullable(Int64)',
  fen: 'Nullable(Int64)',
  double: 'Nullable(Float64)',
  bool: 'Nullable(Bool)',
  text: 'Nullable(String)',
  code: 'Nullable(String)',
  moment: 'Nullable(Int64)',
}

/** Where a field of an event is read from: the envelope, its column, or the JSON text of the fields without one. */
const readFrom = (name: string): string => {
  if (name === 'time') return 'toUnixTimestamp64Milli(time)'
  if (Object.hasOwn(envelopeFields, name)) return name
  const { kind } = fields[name as FieldName] as Field
  const column = columnOf.get(name)
  if (!column) return `JSONExtract(data, ${quoted(name)}, ${quoted(coldTypes[kind])})`
  return kind === 'moment' ? `toUnixTimestamp64Milli(${column.name})` : column.name
}

/** Every field the expressions name, beside the envelope. */
export const fieldsIn = (expressions: readonly (Node | null)[]): string[] =>
  expressions.flatMap((expression) =>
    expression ? [...nodesOf(expression)].flatMap((node) => (node.kind === 'field' ? [node.name] : [])) : [],
  )

/** Bounds of time are put on the column itself, so that the primary key (type, time) is used. */
export const eventRows = (source: Source, types: readonly EventTypeName[], names: readonly string[]): string => {
  const all = [...new Set([...Object.keys(envelopeFields), ...names])]
  const conditions = [
    `type IN (${[...new Set(types)].map(quoted).join(', ')})`,
    ...(source.from === null ? [] : [`time >= ${momentLiteral(source.from)}`]),
    `time <= ${momentLiteral(source.until)}`,
    `verdict IN (${source.verdicts.map(quoted).join(', ')})`,
  ]
  const columns = all.map((name) => `${readFrom(name)} AS ${fieldName(name)}`)
  return `SELECT ${columns.join(', ')} FROM ${source.table} WHERE ${conditions.join(' AND ')}`
}

const keyPart = ({ name, type, envelope }: FieldNode): string => {
  const field = fieldName(name)
  if (type !== 'text') return `toString(${field})`
  const plain = envelope ? name === 'id' || name === 'subject' : (fields[name as FieldName] as Field).kind === 'text'
  // Joins want one type on both sides, and a code may be read from a LowCardinality column.
  return plain ? field : `CAST(${field}, 'Nullable(String)')`
}

/** The key of a row as one text, null when a part is. */
export const keyText = (key: readonly FieldNode[]): string => {
  const parts = key.map(keyPart)
  return parts.length === 1 ? (parts[0] as string) : `concat(${parts.join(`, ${quoted(keySeparator)}, `)})`
}

/** Whether a row is of one of the types and passes the condition. */
export const isOf = (scope: Scope, types: readonly EventTypeName[], where: Node | null): string =>
  types.length === 0 ? 'false' : `(f_type IN (${types.map(quoted).join(', ')}) AND ${condition(scope, where)})`
