import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { type DeadLetter, decodeLine } from '@mingjing/rules/events/decode.ts'
import { type Event, factKey } from '@mingjing/rules/events/event.ts'
import { compareEvents } from '@mingjing/rules/hits/order.ts'

const problemsShown = 20
const widthShown = 100

/** The line around the field a problem is about, with a caret under it. */
const withCaret = (line: string, field: string): string => {
  const name = field.split('.').at(-1) ?? ''
  const found = name === '' ? -1 : line.indexOf(`"${name}"`)
  const at = found === -1 ? 0 : found
  const start = Math.max(0, at - 40)
  const shown = line.slice(start, start + widthShown)
  return `  | ${shown}\n  | ${' '.repeat(at - start)}${'^'.repeat(found === -1 ? 1 : name.length + 2)}`
}

const told = (path: string, line: number, text: string, problem: DeadLetter): string =>
  `${path}:${line}: ${problem.field === '' ? '' : `${problem.field}: `}${problem.reason} (${problem.code})\n` +
  withCaret(text, problem.field)

/**
 * The distinct events of an NDJSON file (`.gz` is unpacked) in order of (time, source, id). Of a fact that comes twice
 * the first line counts. Personal values are read as they stand: nothing is stored.
 * @throws with file, line and caret when a line is no valid event.
 */
export const readEventFile = async (path: string): Promise<Event[]> => {
  const file = createReadStream(path)
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  // Errors of the first stream do not reach the second by themselves.
  if (input !== file) file.on('error', (error) => input.destroy(error))
  const facts = new Map<string, Event>()
  const problems: string[] = []
  let invalid = 0
  let number = 0
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (text.trim() === '') continue
    const decoded = decodeLine(text)
    if (decoded.kind === 'deadLetter') {
      invalid++
      if (problems.length < problemsShown) problems.push(told(path, number, text, decoded))
      continue
    }
    const fact = factKey(decoded.event)
    if (!facts.has(fact)) facts.set(fact, decoded.event)
  }
  if (invalid > 0) throw new Error(`${invalid} of ${number} lines are no valid events\n${problems.join('\n')}`)
  return [...facts.values()].sort(compareEvents)
}
