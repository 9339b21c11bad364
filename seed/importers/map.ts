import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { eventTypeNamed } from '@mingjing/rules/events/catalogue.ts'
import { parse } from 'yaml'
import { ImportError, type ValueSpec } from './value.ts'

interface Common {
  source: string
  orgunit: string
  subject: ValueSpec
  /** Data of every event. */
  always?: Record<string, ValueSpec>
}

/** How an event log in XES becomes ours. */
export interface XesMap extends Common {
  format: 'xes'
  time: ValueSpec
  activity: ValueSpec
  transition: ValueSpec
  activities: {
    /** Name of the activity, or its beginning followed by `*`. */
    activity: string
    /** Life-cycle transition as the map translates it; any when left out. */
    transition?: string
    type: string
    data?: Record<string, ValueSpec>
  }[]
}

/** How the rows of a table become ours. */
export interface CsvMap extends Common {
  format: 'csv'
  delimiter?: string
  date: { day: ValueSpec; month: ValueSpec; firstYear: number; clock: string; offset: string }
  events: {
    type: string
    repeat?: ValueSpec
    daysBefore?: ValueSpec
    secondsAfter?: ValueSpec
    data?: Record<string, ValueSpec>
    /** Data of the last of the repeated ones only. */
    last?: Record<string, ValueSpec>
  }[]
}

export type LogFormat = 'xes' | 'csv'
const builtIn: Record<LogFormat, string> = { xes: 'bpi2012', csv: 'bank-marketing' }

/** The map that is taken when none is named. */
export const builtInMap = (format: LogFormat): string =>
  fileURLToPath(new URL(`maps/${builtIn[format]}.yaml`, import.meta.url))

/** Reads a mapping file. Throws an {@link ImportError} that names the file when it is not a map of that format. */
export const readMap = (file: string, format: LogFormat): XesMap | CsvMap => {
  const map = parse(readFileSync(file, 'utf8')) as XesMap | CsvMap | null
  const wrong = (reason: string) => new ImportError(`${file}: ${reason}`)
  if (map?.format !== format) throw wrong(`format: must be ${format}`)
  for (const name of ['source', 'orgunit', 'subject'] as const)
    if (map[name] === undefined) throw wrong(`${name}: is missing`)
  const entries: { type: string }[] | undefined = map.format === 'xes' ? map.activities : map.events
  if (!Array.isArray(entries)) throw wrong(`${map.format === 'xes' ? 'activities' : 'events'}: must be a list`)
  for (const { type } of entries) if (!eventTypeNamed(type)) throw wrong(`"${type}" is no type of event`)
  return map
}
