import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createReadStream, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { decodeLine } from '@mingjing/rules/events/decode.ts'
import { type Event, factKey } from '@mingjing/rules/events/event.ts'
import { type KeyedHash, tokenise } from '@mingjing/rules/events/tokenise.ts'
import { compareText } from '@mingjing/rules/hits/order.ts'

const keyedHash: KeyedHash = (field, value) => createHmac('sha256', field).update(value).digest('base64url')
const root = fileURLToPath(new URL('../../', import.meta.url))

/** The library as it is shipped. @throws when a rule of it does not load. */
export function library(): Bundle {
  const paths = globSync('rules/{library,flows}/**/*.yaml', { cwd: root }).sort()
  const files = paths.map((path) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }))
  const { bundle, problems } = makeBundle({ files })
  if (problems[0]) throw new Error(`${problems[0].path}:${problems[0].line}: ${problems[0].message}`)
  return bundle
}

/** The simulated bank's events as NDJSON lines, in time order, made by the command line as anybody would. */
export async function seededLines(days: number): Promise<string[]> {
  const folder = mkdtempSync(`${tmpdir()}/mingjing-bench-`)
  try {
    const out = `${folder}/events.ndjson`
    const args = ['mingjing.ts', 'seed', '--days', String(days), '--seed', '1', '--end', '2026-03-31', '--out', out]
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    const lines: string[] = []
    for await (const line of createInterface({ input: createReadStream(out) })) lines.push(line)
    return lines
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Lines as the engine takes them: decoded, personal values replaced. @throws on a dead letter: the seed makes none. */
export function decoded(lines: readonly string[]): Event[] {
  return lines.map((line) => {
    const outcome = decodeLine(line)
    if (outcome.kind !== 'ok') throw new Error(`the seed made a dead letter: ${outcome.field} ${outcome.reason}`)
    return tokenise(outcome.event, keyedHash)
  })
}

/** Each fact once, in order of time, those of one millisecond together and in order of (source, id): as the worker has them. */
export function grouped(events: readonly Event[]): Event[][] {
  const once = new Map(events.map((event) => [factKey(event), event]))
  const key = new Map([...once.values()].map((event) => [event, factKey(event)]))
  const sorted = [...key.keys()].sort((a, b) => a.time - b.time || compareText(key.get(a)!, key.get(b)!))
  const groups: Event[][] = []
  for (const event of sorted) {
    const last = groups.at(-1)
    if (last && last[0]!.time === event.time) last.push(event)
    else groups.push([event])
  }
  return groups
}
