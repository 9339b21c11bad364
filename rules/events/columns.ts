import type { Event } from './event.ts'
import type { Field, FieldKind } from './field.ts'
import { type FieldName, fields } from './fields.ts'

/** A data field with a ClickHouse column of its own in `events`. */
export interface Column {
  /** `readSeconds` → `read_seconds`. */
  readonly name: string
  readonly field: FieldName
  readonly type: string
}

const types: Record<FieldKind, string> = {
  int: 'Nullable(Int64)',
  fen: 'Nullable(Int64)',
  double: 'Nullable(Float64)',
  bool: 'Nullable(Bool)',
  text: 'Nullable(String)',
  code: 'LowCardinality(Nullable(String))',
  moment: "Nullable(DateTime64(3, 'UTC'))",
}

export const columnName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const names = Object.keys(fields) as FieldName[]
const isHot = (field: Field): boolean => field.hot === true

/** The columns of hot fields, in the order of the dictionary. Every other data field lives in the JSON text `data`. */
export const hotColumns: readonly Column[] = names
  .filter((name) => isHot(fields[name]))
  .map((name) => ({ name: columnName(name), field: name, type: types[fields[name].kind] }))

/** The column of a field by field name. */
export const columnOf: ReadonlyMap<string, Column> = new Map(hotColumns.map((column) => [column.field, column]))

/** A moment the way ClickHouse reads a DateTime64(3, 'UTC') in JSONEachRow: `2026-03-01 01:00:00.123`. */
export const clickhouseMoment = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ')

/** Cells an event brings to a row of `events`; position, verdict, bundle and clock are the worker's to add. */
export type EventRow = Record<string, string | number | boolean | null>

/**
 * The cells of an event: envelope, hot columns (null when absent), and `data`, the JSON text of the fields without a
 * column. Moments inside `data` stay epoch milliseconds. Insert with `precise_float_parsing = 1`: by default
 * ClickHouse may read a double one unit in the last place off, and a rule would see another value than the engine did.
 */
export const rowOf = (event: Event): EventRow => {
  const row: EventRow = {
    id: event.id,
    source: event.source,
    type: event.type,
    time: clickhouseMoment(event.time),
    subject: event.subject,
    orgunit: event.orgunit,
  }
  for (const { name, field } of hotColumns) {
    const value = event.data[field] ?? null
    row[name] = value !== null && fields[field].kind === 'moment' ? clickhouseMoment(value as number) : value
  }
  const cold: Event['data'] = Object.fromEntries(
    Object.entries(event.data).filter(([field, value]) => value !== undefined && !columnOf.has(field)),
  )
  row.data = JSON.stringify(cold)
  return row
}
