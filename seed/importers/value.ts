import { type FieldName, fields } from '@mingjing/rules/events/fields.ts'

type Literal = string | number | boolean
/** Where a value comes from: an attribute of the case or event (XES), a column (CSV), or the number of the row. */
export type ValueSpec =
  | Literal
  | { case?: string; event?: string; column?: string; row?: string; times?: number; as?: Record<string, Literal> }

/** What one record of a log offers by name; undefined where it has nothing. */
export interface Lookup {
  case?(name: string): string | undefined
  event?(name: string): string | undefined
  column?(name: string): string | undefined
  /** Position of the row, from 1, with leading zeros. */
  row?: string
}

/** A value of a log that cannot be what its map says. */
export class ImportError extends Error {}

const textOf = (spec: Exclude<ValueSpec, Literal>, lookup: Lookup): string | undefined => {
  if (spec.case !== undefined) return lookup.case?.(spec.case)
  if (spec.event !== undefined) return lookup.event?.(spec.event)
  if (spec.column !== undefined) return lookup.column?.(spec.column)
  if (spec.row !== undefined) return lookup.row === undefined ? undefined : spec.row + lookup.row
  throw new ImportError('a value of the map names neither case, event, column nor row')
}

/** The value as the map says, or undefined when the record has none. Throws an {@link ImportError} when a lookup fails. */
export const resolve = (spec: ValueSpec, lookup: Lookup): Literal | undefined => {
  if (typeof spec !== 'object') return spec
  const text = textOf(spec, lookup)
  if (text === undefined || text === '') return undefined
  if (spec.as) {
    const found = spec.as[text]
    if (found === undefined) throw new ImportError(`"${text}" is not among ${Object.keys(spec.as).join(', ')}`)
    return found
  }
  if (spec.times === undefined) return text
  const product = Number(text) * spec.times
  if (!Number.isFinite(product)) throw new ImportError(`"${text}" is not a number`)
  return Math.round(product)
}

/** The same as a whole number from 0 on. */
export const resolveCount = (spec: ValueSpec, lookup: Lookup): number => {
  const count = Number(resolve(spec, lookup))
  if (!Number.isSafeInteger(count) || count < 0) throw new ImportError(`"${count}" is not a count`)
  return count
}

/** The data of an event: every value in the form its field has in the contract; absent ones are left out. */
export const resolveData = (specs: Readonly<Record<string, ValueSpec>>, lookup: Lookup): Record<string, Literal> => {
  const data: Record<string, Literal> = {}
  for (const [name, spec] of Object.entries(specs)) {
    const field = fields[name as FieldName]
    if (!field) throw new ImportError(`the map names "${name}", which is no field of the contract`)
    const value = resolve(spec, lookup)
    if (value === undefined) continue
    const numeric = field.kind === 'int' || field.kind === 'fen' || field.kind === 'double'
    data[name] = numeric ? Number(value) : field.kind === 'bool' ? value === true || value === 'true' : String(value)
  }
  return data
}
