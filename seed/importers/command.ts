import { compareText } from '@mingjing/rules/hits/order.ts'
import { writeTexts } from '../ndjson.ts'
import { importCsv } from './csv.ts'
import { builtInMap, type CsvMap, type LogFormat, readMap, type XesMap } from './map.ts'
import { textOf } from './text.ts'
import { ImportError } from './value.ts'
import { importXes } from './xes.ts'

export interface ImportOptions {
  /** Mapping file; default the one of BPI 2012 for XES, of bank marketing for CSV. */
  map?: string
  out: string
}

/**
 * Turns a public log into our events, ordered by (time, id). Logs are told case by case, so that all lines are held
 * until the end: about a kilobyte of memory for an event. Throws with file and line on what the map or the contract
 * does not allow; nothing is written then.
 */
export const importCommand = async (
  format: string,
  file: string,
  { map: mapFile, out }: ImportOptions,
): Promise<number> => {
  if (format !== 'xes' && format !== 'csv') throw new Error(`${format}: a log is either xes or csv`)
  const map = readMap(mapFile ?? builtInMap(format), format)
  const lines: { time: number; id: string; text: string }[] = []
  try {
    for await (const { event, time } of importLog(format, file, map))
      lines.push({ time, id: event.id, text: JSON.stringify(event) })
  } catch (error) {
    if (error instanceof ImportError) throw new Error(`${file}: ${error.message}`)
    throw error
  }
  lines.sort((x, y) => x.time - y.time || compareText(x.id, y.id))
  writeTexts(
    out,
    lines.map(({ text }) => text),
  )
  process.stderr.write(`${lines.length} events\n`)
  return lines.length
}

/** The events of a log file as they come. */
export const importLog = (
  format: LogFormat,
  file: string,
  map: XesMap | CsvMap = readMap(builtInMap(format), format),
) => (map.format === 'xes' ? importXes(textOf(file), map) : importCsv(textOf(file), map))
