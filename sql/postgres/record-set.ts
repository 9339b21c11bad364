import { type Column, getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Db } from './connect.ts'

/**
 * Many rows as one parameter: the driver and the query builder take longer over ten thousand parameters than the
 * database takes over the rows.
 */

/** Rows of one statement: the parameter is held whole on both sides. */
const atOnce = 5000

/** Inserts rows that all name the same columns. */
export const insertRecords = async <T extends PgTable>(
  tx: Db,
  table: T,
  rows: readonly InferInsertModel<T>[],
): Promise<void> => {
  const [first] = rows
  if (first === undefined) return
  const columns = columnsOf(table, Object.keys(first))
  for (let from = 0; from < rows.length; from += atOnce) {
    const { source, of } = recordSet(columns, rows.slice(from, from + atOnce))
    await tx.execute(
      sql`insert into ${table} (${list(columns.map(named))}) select ${list(columns.map(of))} from ${source}`,
    )
  }
}

/** Writes the columns named of rows that are there, found by their `id`. */
export const updateRecords = async <T extends PgTable>(
  tx: Db,
  table: T,
  rows: readonly Record<string, unknown>[],
  changing: readonly string[],
): Promise<void> => {
  if (rows.length === 0 || changing.length === 0) return
  const [id, ...columns] = columnsOf(table, ['id', ...changing])
  const { source, of } = recordSet([id!, ...columns], rows)
  const set = columns.map((column) => sql`${named(column)} = ${of(column)}`)
  await tx.execute(sql`update ${table} set ${list(set)} from ${source} where ${table}.id = ${of(id!)}`)
}

type Named = readonly [field: string, column: Column]

const columnsOf = (table: PgTable, fields: readonly string[]): Named[] => {
  const all = getTableColumns(table)
  return fields.map((field) => {
    const column = all[field]
    if (column === undefined) throw new Error(`there is no column ${field}`)
    return [field, column]
  })
}

const named = ([, column]: Named): SQL => sql`${sql.identifier(column.name)}`
const list = (parts: readonly SQL[]): SQL => sql.join([...parts], sql`, `)

interface RecordSet {
  /** What stands after `from`. */
  source: SQL
  /** A column of it. */
  of(column: Named): SQL
}

/** The rows as a table. What is the same in all of them, as most is of many issues acted on alike, travels once. */
const recordSet = (columns: readonly Named[], rows: readonly Record<string, unknown>[]): RecordSet => {
  const varies = (column: Named, i: number): boolean =>
    i === 0 || rows.length === 1 || rows.some((row) => !alike(row[column[0]], rows[0]![column[0]]))
  const varying = columns.filter(varies)
  const common = columns.filter((column) => !varying.includes(column))
  const each = sql`json_to_recordset(${json(rows.map((row) => record(varying, row)))}) as given(${typed(varying)})`
  return {
    source:
      common.length === 0
        ? each
        : sql`${each} cross join json_to_record(${json(record(common, rows[0]!))}) as common(${typed(common)})`,
    of: (column) => sql`${sql.raw(common.includes(column) ? 'common' : 'given')}.${named(column)}`,
  }
}

const alike = (a: unknown, b: unknown): boolean =>
  a === b || (a instanceof Date && b instanceof Date && a.getTime() === b.getTime())

const typed = (columns: readonly Named[]): SQL =>
  list(columns.map((column) => sql`${named(column)} ${sql.raw(column[1].getSQLType())}`))

const json = (value: unknown): SQL => sql`${JSON.stringify(value)}::text::json`

const record = (columns: readonly Named[], row: Record<string, unknown>): Record<string, unknown> => {
  const kept: Record<string, unknown> = {}
  for (const [field, column] of columns) kept[column.name] = given(column, row[field])
  return kept
}

/** Columns of a type of our own say how their values are kept; what is no JSON by itself says so by toJSON. */
const given = (column: Column, value: unknown): unknown =>
  column.columnType === 'PgCustomType' && value !== null && value !== undefined ? column.mapToDriverValue(value) : value
