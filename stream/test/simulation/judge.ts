import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { evaluateReference } from '@mingjing/rules/reference/evaluate.ts'
import { adopt } from '../../block/adopt.ts'
import { advance } from '../../block/advance.ts'
import { emptyState } from '../../block/state.ts'
import { encode } from '../../sink/clickhouse.ts'
import { type Arrivals, decode } from './arrivals.ts'
import { effectsOf } from './effects.ts'
import type { FakeBooks } from './fake-books.ts'
import type { FakeClickHouse } from './fake-clickhouse.ts'
import { type PlainVerdict, plainVerdicts } from './plain.ts'

const tables = ['events', 'hits', 'milestones', 'deadlines', 'blocks']

/** Everything the stores hold in the end, as texts by what they are; each text as often as it is there. */
export type Holdings = Readonly<Record<string, readonly string[]>>

/** Windows held is a figure of memory, not of what happened: a snapshot leaves out those that have emptied. */
const withoutMemory = (lines: readonly string[]) => lines.map((line) => line.replace(/,"window_keys":\d+/, ''))

/** All of it, to the letter. */
export const holdings = (clickhouse: FakeClickHouse, books: FakeBooks): Holdings => ({
  ...Object.fromEntries(tables.map((table) => [table, withoutMemory(clickhouse.rows(table))])),
  effects: books.effects.map(({ kind, what, how }) => `${kind} ${what} ${how}`),
})

/** What one worker that nothing befalls makes of the same plans over the same log, each under its bundle. */
export const replayed = (
  books: FakeBooks,
  arrivals: Pick<Arrivals, 'records'>,
  bundleOf: (hash: string) => Bundle,
): Holdings => {
  const state = emptyState(bundleOf(books.plans[0]!.ruleSet))
  const held: Record<string, string[]> = Object.fromEntries([...tables, 'effects'].map((name) => [name, []]))
  for (const plan of books.plans) {
    const records = arrivals.records.filter(({ offset }) => offset >= plan.from && offset < plan.to).map(decode)
    adopt(state, bundleOf(plan.ruleSet))
    const block = advance(state, records, plan)
    for (const { table, text } of encode(block)) held[table]!.push(...withoutMemory(text.trimEnd().split('\n')))
    held.effects!.push(...effectsOf(block).map(({ kind, what, how }) => `${kind} ${what} ${how}`))
  }
  return held
}

/** What does not depend on how the records were cut into blocks, nor on when these were judged. */
export const lasting = (clickhouse: FakeClickHouse, books: FakeBooks): Holdings => {
  const rows = (table: string) => clickhouse.rows(table).map((line) => line.replace(/"(seq|seen_at)":[^,}]+,?/g, ''))
  return {
    events: rows('events'),
    hits: rows('hits'),
    milestones: rows('milestones'),
    deadlines: rows('deadlines'),
    effects: books.effects.map(({ kind, what }) => `${kind} ${what}`),
  }
}

const counted = (texts: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

const told = 3

/** What is there too often or not often enough, in words. */
export const compare = (expected: Holdings, found: Holdings, against: string): string[] =>
  Object.keys(expected).flatMap((name) => {
    const [wanted, there] = [counted(expected[name]!), counted(found[name] ?? [])]
    const wrong = [...new Set([...wanted.keys(), ...there.keys()])].filter(
      (text) => wanted.get(text) !== there.get(text),
    )
    return [
      ...wrong.slice(0, told).map((text) => {
        return `${name}, ${there.get(text) ?? 0} times, by ${against} ${wanted.get(text) ?? 0}: ${text.slice(0, 300)}`
      }),
      ...(wrong.length > told ? [`${name}: ${wrong.length - told} more by ${against}`] : []),
    ]
  })

interface StoredEvent {
  readonly offset: number
  readonly verdict: 'ok' | 'late'
}

/** Hits as the plain interpreter finds them: keyed rules over the events on time, rules of one event over late ones too. */
export const referenceHits = (
  clickhouse: FakeClickHouse,
  arrivals: Pick<Arrivals, 'records'>,
  bundle: Bundle,
  until: number,
): Holdings => {
  const byOffset = new Map(arrivals.records.map((record) => [record.offset, record]))
  const onTime: Event[] = []
  const late: Event[] = []
  for (const line of clickhouse.rows('events')) {
    const { offset, verdict } = JSON.parse(line) as StoredEvent
    const decoded = decode(byOffset.get(offset)!)
    if (decoded.kind === 'event') (verdict === 'ok' ? onTime : late).push(decoded.event)
  }
  const matching = { ...bundle, rules: bundle.rules.filter(({ kind }) => kind === 'match') }
  const hits = [...evaluateReference(bundle, onTime, until), ...evaluateReference(matching, late, until)]
  return { hits: hits.map(({ hitId, at, evidence }) => `${hitId} ${Date.parse(at)} ${evidence.join()}`) }
}

export const foundHits = (clickhouse: FakeClickHouse): Holdings => ({
  hits: clickhouse.rows('hits').map((line) => {
    const { hit_id, at, evidence } = JSON.parse(line) as { hit_id: string; at: string; evidence: string[] }
    return `${hit_id} ${Date.parse(`${at.replace(' ', 'T')}Z`)} ${evidence.join()}`
  }),
})

/** The fate of each record of a plain log, by the rules as written; repeats are those that left no trace. */
export const plainFates = (arrivals: Arrivals): Holdings => {
  const { judge } = plainVerdicts()
  return fatesOf(arrivals, (record) => judge(decode(record), arrivals.wall(record.at)))
}

export const foundFates = (clickhouse: FakeClickHouse, books: FakeBooks, arrivals: Arrivals): Holdings => {
  const fates = new Map<number, PlainVerdict>()
  for (const line of clickhouse.rows('events')) {
    const { offset, verdict } = JSON.parse(line) as StoredEvent
    fates.set(offset, verdict)
  }
  for (const { kind, what } of books.effects) if (kind === 'dead letter') fates.set(Number(what.split(' ')[0]), 'dead')
  return fatesOf(arrivals, ({ offset }) => fates.get(offset) ?? 'duplicate')
}

const fatesOf = (arrivals: Arrivals, fate: (record: Arrivals['records'][number]) => PlainVerdict): Holdings => ({
  fates: arrivals.records.map((record) => `${record.offset} ${fate(record)}`),
})
