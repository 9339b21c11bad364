import { parse } from 'csv-parse'
import { type Imported, imported } from './imported.ts'
import type { CsvMap } from './map.ts'
import { ImportError, type Lookup, resolve, resolveCount, resolveData, type ValueSpec } from './value.ts'

const dayMs = 86_400_000
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * The events a table stands for, row by row. Ids are `<row>-<event>` by position with leading zeros. Throws an
 * {@link ImportError} with the line.
 */
export async function* importCsv(chunks: AsyncIterable<string>, map: CsvMap): AsyncGenerator<Imported> {
  const rows = parse({ delimiter: map.delimiter ?? ',', columns: true, bom: true, info: true })
  const feed = async () => {
    for await (const chunk of chunks) if (!rows.write(chunk)) await new Promise<void>((go) => rows.once('drain', go))
    rows.end()
  }
  const feeding = feed().catch((error: unknown) =>
    rows.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  const dateOf = datesOf(map)
  let row = 0
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: Record<string, string>
      info: { lines: number }
    }>) {
      row++
      try {
        const lookup: Lookup = { column: (name) => columnOf(record, name), row: String(row).padStart(7, '0') }
        yield* eventsOf(map, lookup, dateOf(lookup))
      } catch (error) {
        if (error instanceof ImportError) throw new ImportError(`line ${info.lines}: ${error.message}`)
        throw error
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))
      throw new ImportError(error.message)
    throw error
  }
  await feeding
}

const columnOf = (record: Record<string, string>, name: string): string => {
  const value = record[name]
  if (value === undefined) throw new ImportError(`the table has no column "${name}"`)
  return value
}

/** Dates of rows in order of time that say day and month: a month before the one of the row before begins a new year. */
const datesOf = ({ date }: CsvMap): ((lookup: Lookup) => number) => {
  let year = date.firstYear
  let last = 0
  let previous = Number.NaN
  let sameDay = 0
  return (lookup) => {
    const name = String(resolve(date.month, lookup))
    const month = months.indexOf(name.toLowerCase().slice(0, 3))
    const day = resolveCount(date.day, lookup)
    if (month < 0) throw new ImportError(`"${name}" is not a month`)
    if (month < last) year++
    last = month
    const two = (n: number) => String(n).padStart(2, '0')
    const at = Date.parse(`${year}-${two(month + 1)}-${two(day)}T${date.clock}${date.offset}`)
    if (Number.isNaN(at)) throw new ImportError(`${day} ${name} ${year} is not a date`)
    sameDay = at === previous ? sameDay + 1 : 0
    previous = at
    return at + sameDay * 1000
  }
}

function* eventsOf(map: CsvMap, lookup: Lookup, date: number): Generator<Imported> {
  const subject = String(resolve(map.subject, lookup))
  const count = (spec: ValueSpec | undefined, otherwise: number) =>
    spec === undefined ? otherwise : resolveCount(spec, lookup)
  let position = 0
  for (const entry of map.events) {
    const times = count(entry.repeat, 1)
    const base = date - count(entry.daysBefore, 0) * dayMs + count(entry.secondsAfter, 0) * 1000
    for (let k = 1; k <= times; k++)
      yield imported({
        id: `${lookup.row}-${String(++position).padStart(4, '0')}`,
        source: map.source,
        type: entry.type,
        time: new Date(base - (times - k) * dayMs).toISOString(),
        subject,
        orgunit: map.orgunit,
        data: {
          ...resolveData(map.always ?? {}, lookup),
          ...resolveData(entry.data ?? {}, lookup),
          ...(k === times && resolveData(entry.last ?? {}, lookup)),
        },
      })
  }
}
