import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Postgres } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { compileForClickHouse, compileForPostgres, type Question } from './compile.ts'
import type { Part } from './indicator.ts'
import { tables } from './tables.ts'

export type Stores = { readonly postgres: Postgres; readonly clickhouse: ClickHouse }

/** A number of one part by its keys, in the order of the dimensions asked for. */
export interface Read<Value = number | null> {
  readonly keys: readonly string[]
  readonly value: Value
}
export type Reader = (question: Question) => Promise<Read[]>

/** An aggregate that says which rows it takes can be taken beside others of the same table. */
const conditional = ({ value }: Part): string => (value === 'count()' ? 'countIf({rows})' : value)

/** Aggregates over one table, narrowed and broken down alike, are taken in one pass; everything else in one of its own. */
const passOf = ({ part, ...alike }: Question): string | null =>
  conditional(part).includes('{rows}') && tables[part.table].engine === 'clickhouse'
    ? JSON.stringify([part.table, part.at ?? null, alike])
    : null

type Waiting = { question: Question; resolve: (rows: Read[]) => void; reject: (error: unknown) => void }

/** A reader that holds what is asked of it until the caller's turn ends, and then asks as little as it can. */
export const readTogether = (stores: Stores): Reader => {
  let waiting: Waiting[] = []
  const flush = () => {
    const passes = Map.groupBy(waiting, ({ question }) => passOf(question) ?? Symbol('alone'))
    waiting = []
    for (const pass of passes.values()) {
      const answered = pass.length === 1 ? alone(stores, pass[0]!.question) : together(stores, pass)
      answered.then(
        (rows) => {
          for (const [i, { resolve }] of pass.entries()) resolve(rows[i]!)
        },
        (error: unknown) => {
          for (const { reject } of pass) reject(error)
        },
      )
    }
  }
  return (question) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush)
      waiting.push({ question, resolve, reject })
    })
}

const alone = async (stores: Stores, question: Question): Promise<Read[][]> => [
  await rowsOfQuestion<number | null>(stores, question),
]

/** One list of rows for each question, without the keys that only others have. */
const together = async (stores: Stores, pass: readonly Waiting[]): Promise<Read[][]> => {
  const { part, ...alike } = pass[0]!.question
  const conditions = pass.map(({ question }) => `(${question.part.where ?? '1'})`)
  const valued = pass.map(({ question }, i) => {
    const value = conditional(question.part).replaceAll('{rows}', conditions[i]!)
    // Whether a key is its own is asked only where there are keys: the whole is everybody's.
    return `tuple(${value}, ${alike.by.length === 0 ? '1' : `countIf${conditions[i]}`})`
  })
  const merged: Part = { ...part, value: `tuple(${valued.join(', ')})`, where: [...new Set(conditions)].join(' OR ') }
  const rows = await rowsOfQuestion<[number | null, number][]>(stores, { ...alike, part: merged })
  // Cut off for all of them together says nothing of any: then each is asked by itself.
  if (alike.most !== undefined && rows.length >= alike.most)
    return Promise.all(pass.map(({ question }) => rowsOfQuestion<number | null>(stores, question)))
  return pass.map((_, i) =>
    rows.flatMap(({ keys, value }) => {
      const [found, taken] = value[i]!
      return keys.length > 0 && taken === 0 ? [] : [{ keys, value: found }]
    }),
  )
}

const rowsOfQuestion = async <Value>(stores: Stores, question: Question): Promise<Read<Value>[]> => {
  type Raw = { value: Value } & Record<`k${number}`, string>
  const rows: Raw[] =
    tables[question.part.table].engine === 'clickhouse'
      ? await stores.clickhouse.query<Raw>(compileForClickHouse(question))
      : await rowsOf<Raw>(stores.postgres.db, compileForPostgres(question))
  return rows.map((row) => ({ keys: question.by.map((_, i) => row[`k${i}`] ?? ''), value: row.value }))
}
