import { writeFile } from 'node:fs/promises'
import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { isWithinContract, parseMoment } from '@mingjing/rules/events/moment.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { evaluateReference } from '@mingjing/rules/reference/evaluate.ts'
import { bundleFrom } from './bundle-from.ts'
import { replayBySql } from './by-sql.ts'
import { replayByStream } from './by-stream.ts'
import { readEventFile } from './event-file.ts'
import { hitLine } from './hit-line.ts'

const engines = { stream: replayByStream, sql: replayBySql, reference: evaluateReference } as const
export type ReplayEngine = keyof typeof engines

export interface ReplayOptions {
  /** Folder of rule files. */
  readonly rules: string
  /** Events as NDJSON, plain or `.gz`. */
  readonly events: string
  readonly engine?: string
  /** RFC 3339; deadlines are judged up to here and later events do not exist. Default: the last event's time. */
  readonly until?: string
  /** Where the hits go, `-` for standard output. */
  readonly out: string
}

/**
 * Runs rules over a file of events and writes their hits as NDJSON, in one order; the same bytes whichever evaluator
 * is asked.
 * @throws with file, line and caret when a rule or an event does not load.
 */
export const replayCommand = async (options: ReplayOptions): Promise<void> => {
  const engine = engineNamed(options.engine ?? 'stream')
  const bundle = await bundleFrom(options.rules)
  const events = await readEventFile(options.events)
  const until = options.until === undefined ? events.at(-1)?.time : momentOf(options.until)
  const hits = until === undefined ? [] : await replay(bundle, events, until, engine)
  const text = hits.map((hit) => `${hitLine(hit)}\n`).join('')
  if (options.out === '-') process.stdout.write(text)
  else await writeFile(options.out, text)
  console.error(`${events.length} events, ${bundle.rules.length} rules, ${hits.length} hits (${engine})`)
}

/** Hits of sorted, distinct events, in the one order. */
export const replay = async (
  bundle: Bundle,
  events: readonly Event[],
  until: number,
  engine: ReplayEngine,
): Promise<Hit[]> => {
  const seen = events.at(-1)?.time ?? until
  return engines[engine](bundle, seen <= until ? events : events.filter((event) => event.time <= until), until)
}

const engineNamed = (name: string): ReplayEngine => {
  if (Object.hasOwn(engines, name)) return name as ReplayEngine
  throw new Error(`--engine ${name}: expected one of ${Object.keys(engines).join(', ')}`)
}

const momentOf = (text: string): number => {
  const moment = parseMoment(text)
  if (moment === null || !isWithinContract(moment))
    throw new Error(`--until ${text}: expected a moment such as 2026-03-01T00:00:00+08:00`)
  return moment
}
