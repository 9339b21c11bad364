import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { type Bundle, makeBundle } from '../bundle/bundle.ts'
import { type HitRow, hitOfRow } from '../clickhouse/hit.ts'
import { hitsQuery } from '../clickhouse/query.ts'
import { evaluateEngine } from '../engine/evaluate.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { compareHits } from '../hits/order.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { log } from './log.ts'
import { type Generated, generatedRules } from './rule.ts'
import type { EventsTable } from './table.ts'
import { listFile, offset } from './vocabulary.ts'

const dayMs = 86_400_000
const daysLong = 6

/**
 * The log as peer rules need one, which ask for days in a row: its events, each of them thrice, dealt out over days that begin at `midnight`
 * o'clock UTC, which is midnight in Shanghai or, in winter or summer, in Amsterdam.
 */
const overDays = (events: readonly Event[], start: number, midnight: number) => {
  const first = Math.floor(start / dayMs) * dayMs + midnight * 3_600_000
  const dealt = events.flatMap((event, i) =>
    [0, 1, 3].map((later) => ({
      ...event,
      id: later === 0 ? event.id : `${event.id}${later}`,
      time: first + ((i + later) % daysLong) * dayMs + ((event.time - start) % dayMs),
    })),
  )
  const facts = new Map(dealt.map((event) => [`${event.source}#${event.id}`, event]))
  return { events: [...facts.values()], until: first + daysLong * dayMs }
}

/** A rule or two, one log, and the moment up to which it is judged. */
export interface Pair {
  readonly generated: Generated
  readonly events: readonly Event[]
  readonly until: number
}

export const pair: fc.Arbitrary<Pair> = fc
  .record({ generated: generatedRules, log, ahead: offset, midnight: fc.constantFrom(16, 22, 23) })
  .map(({ generated, log: { start, events }, ahead, midnight }) =>
    generated.rules[0]!.kind === 'peer'
      ? { generated, ...overDays(events, start, midnight) }
      : { generated, events, until: start + ahead + dayMs },
  )

/** The rules of a pair as a bundle. @throws when the checker refuses one: then R1 generates no rules. */
export const bundleOf = ({ rules, flow, parameters }: Generated): Bundle => {
  const { bundle, problems } = makeBundle({
    files: [
      listFile,
      ...(flow ? [flow] : []),
      ...rules.map((rule) => ({ path: `${rule.id}.yaml`, text: JSON.stringify(rule) })),
    ],
    parameters,
  })
  if (problems.length > 0)
    throw new Error(`R1 made a rule the checker refuses: ${JSON.stringify(problems)}\n${JSON.stringify(rules)}`)
  return bundle
}

export interface Answers {
  readonly engine: readonly Hit[]
  readonly sql: readonly Hit[]
  readonly reference: readonly Hit[]
}

type Judged = Pick<Pair, 'events' | 'until'>

/** What ClickHouse answers to the rules of a bundle. The table must hold the events. */
export const answerOfSql = async (bundle: Bundle, until: number, table: EventsTable): Promise<Hit[]> => {
  const hits: Hit[] = []
  for (const rule of bundle.rules) {
    const rows = await table.query<HitRow>(hitsQuery(rule, bundle, { until }))
    hits.push(...rows.map((row) => hitOfRow(rule, row)))
  }
  return bundle.rules.length > 1 ? hits.sort(compareHits) : hits
}

/** What the three evaluators answer to a bundle. The table must hold the events. */
export const answers = async (bundle: Bundle, { events, until }: Judged, table: EventsTable): Promise<Answers> => ({
  engine: evaluateEngine(bundle, events, until),
  sql: await answerOfSql(bundle, until, table),
  reference: evaluateReference(bundle, events, until),
})

/** Where the answers part, or null: the first hit that differs, field by field. */
export const difference = ({ engine, sql, reference }: Answers): string | null => {
  const rows = Math.max(engine.length, sql.length, reference.length)
  for (let i = 0; i < rows; i++) {
    const seen = { engine: engine[i], sql: sql[i], reference: reference[i] }
    if (
      isDeepStrictEqual(plain(seen.engine), plain(seen.reference)) &&
      isDeepStrictEqual(plain(seen.sql), plain(seen.reference))
    )
      continue
    const fields = Object.keys(seen.reference ?? seen.engine ?? seen.sql ?? {}) as (keyof Hit)[]
    const parts = fields.filter(
      (name) =>
        !isDeepStrictEqual(plain(seen.engine?.[name]), plain(seen.reference?.[name])) ||
        !isDeepStrictEqual(plain(seen.sql?.[name]), plain(seen.reference?.[name])),
    )
    return `hit ${i + 1} of ${rows} differs in ${parts.join(', ')}:\n${JSON.stringify(seen, null, 1)}`
  }
  return null
}

/** As JSON, the form in which hits leave: −0 is 0 there, and keys have no order. */
const plain = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)))
