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
  for (let from = 0; from < rows.length; from += atOnce)
    await tx.execute(
      sql`insert into ${table} (${names(columns)}) select * from ${recordSet(columns, rows.slice(from, from + atOnce))}`,
    )
}

/** Writes the columns named of rows that are there, found by their `id`. */
export const updateRecords = async <T extends PgTable>(
  tx: Db,
  table: T,
  rows: readonly Record<string, unknown>[],
  changing: readonly string[],
): Promise<void> => {
  if (rows.length === 0 || changing.length === 0) return
  const columns = columnsOf(table, changing)
  const set = columns.map(([, { name }]) => sql`${sql.identifier(name)} = given.${sql.identifier(name)}`)
  await tx.execute(
    sql`update ${table} set ${sql.join(set, sql`, `)}
        from ${recordSet([...columnsOf(table, ['id']), ...columns], rows)} where ${table}.id = given.id`,
  )
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

const names = (columns: readonly Named[]): SQL =>
  sql.join(
    columns.map(([, { name }]) => sql.identifier(name)),
    sql`, `,
  )

const recordSet = (columns: readonly Named[], rows: readonly Record<string, unknown>[]): SQL => {
  const types = columns.map(([, column]) => sql`${sql.identifier(column.name)} ${sql.raw(column.getSQLType())}`)
  const text = JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map(([field, column]) => [column.name, given(column, row[field])]))),
  )
  return sql`json_to_recordset(${text}::text::json) as given(${sql.join(types, sql`, `)})`
}

/** Columns of a type of our own say how their values are kept; what is no JSON by itself says so by toJSON. */
const given = (column: Column, value: unknown): unknown =>
  column.columnType === 'PgCustomType' && value !== null && value !== undefined ? column.mapToDriverValue(value) : value
