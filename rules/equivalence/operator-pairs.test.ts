import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { compileCalendar } from '../calendar/compile.ts'
import { localDay } from '../calendar/local.ts'
import { calendarConstants } from '../clickhouse/calendar.ts'
import { translate } from '../clickhouse/expression.ts'
import { eventRows, fieldsIn } from '../clickhouse/rows.ts'
import type { Scope } from '../clickhouse/scope.ts'
import type { Event, Value } from '../events/event.ts'
import { beyond, earliest } from '../events/moment.ts'
import { compileValue } from '../javascript/compile.ts'
import { indexOf } from '../language/list.ts'
import { type SignatureName, signatureNames } from '../language/signatures.ts'
import type { Node } from '../language/tree.ts'
import { evaluate } from '../reference/values.ts'
import { log } from './log.ts'
import { averageName, operatorPairs } from './operator-pairs.ts'
import { sabotagedTree } from './sabotage.ts'
import { type EventsTable, openEventsTable } from './table.ts'
import { listFile, types } from './vocabulary.ts'

/** R1, every pair of operators: one inside the other, read by the three evaluators, value for value. */

const words = { zh: '试', en: 'test' }
const asking = {
  ...{ id: 'r1.pairs', version: 1, kind: 'match', stage: 'limit', severity: 'low', opens: 'record', owner: 'r1' },
  ...{ risk: words, title: words, explanation: words, check: words, rectify: words, basis: 'bank policy' },
  on: types,
  where: "onList(segment, 'watched')",
  base: { type: 'score.produced', time: '2026-09-30T10:00:00+08:00', data: { model: 'k1', segment: 'k1' } },
  tests: [
    { name: 'on the list', events: [{ segment: 'k1' }], hits: 1 },
    { name: 'on no list', events: [{ segment: 'k3' }], hits: 0 },
  ],
}
const { bundle, problems } = makeBundle({ files: [listFile, { path: 'r1.yaml', text: JSON.stringify(asking) }] })
if (problems[0]) throw new Error(problems[0].message)
const rule = bundle.rules[0]!
const calendar = compileCalendar(bundle.calendars[0]!)
const list = indexOf(bundle.lists[0]!)

/** An average nobody measured: sum and count are two fields of the event, absent unless both are there and it counts something. */
const averageOf = ({ data }: Event): { sum: number; count: number } | null => {
  const { amount: sum, readSeconds: count } = data as { amount?: number; readSeconds?: number }
  return sum === undefined || sum === null || !count ? null : { sum, count }
}

const byJavaScript = (tree: Node) => {
  const value = compileValue(tree, { params: [], measures: [averageName], calendar, lists: bundle.lists })
  return (event: Event) => {
    const average = averageOf(event)
    return value(event, [], [average?.sum ?? null, average?.count ?? 0])
  }
}

const byReference = (tree: Node) => (event: Event) => {
  const average = averageOf(event)
  return evaluate(tree, {
    event,
    calendar,
    param: () => null,
    measure: () => average && { sum: BigInt(average.sum), count: BigInt(average.count) },
    onList: (_, value) => {
      const day = localDay(calendar, event.time)!
      return (list.get(value) ?? []).some(
        ({ fromDay, toDay }) => day >= (fromDay ?? -Infinity) && day <= (toDay ?? Infinity),
      )
    },
    first: null,
  })
}

/** All values of the trees on the rows of the table, by (source, id). */
const bySql = async (trees: readonly Node[], table: EventsTable): Promise<Value[][]> => {
  const days = { first: Math.floor(earliest / 86_400_000) - 1, last: Math.floor((beyond - 1) / 86_400_000) + 1 }
  let names = 0
  const scope: Scope = {
    rule,
    parameters: {},
    calendar,
    days,
    lists: bundle.lists,
    measures: [{ name: averageName, function: 'avg', of: null, over: [], where: null, withinMs: 1 }],
    name: () => `x${++names}`,
  }
  const source = { table: 'events', verdicts: ['ok'], from: null, until: beyond - 1 } as const
  const rows = eventRows(source, types, [...fieldsIn(trees), 'amount', 'readSeconds'])
  const average = `if(f_amount IS NULL OR ifNull(f_readSeconds, 0) = 0, NULL, f_amount) AS m_${averageName}_sum,
    if(f_amount IS NULL, 0, ifNull(f_readSeconds, 0)) AS m_${averageName}_count, m_${averageName}_sum AS m_${averageName}`
  const columns = trees.map((tree, i) => `${translate(scope, tree).text} AS v${i}`)
  const found = await table.query<Record<string, Value>>(`WITH ${calendarConstants(calendar, days).join(',\n')}
    SELECT ${columns.join(',\n')} FROM (SELECT *, ${average} FROM (${rows})) ORDER BY f_source, f_id
    SETTINGS output_format_json_quote_64bit_integers = 0`)
  // A comparison is a UInt8 in ClickHouse.
  const typed = (tree: Node, value: Value) => (tree.type === 'bool' && value !== null ? Boolean(value) : value)
  return found.map((row) => trees.map((tree, i) => typed(tree, row[`v${i}`] ?? null)))
}

/** As it leaves in JSON, where −0 is 0. */
const plain = (value: Value): Value => JSON.parse(JSON.stringify(value))

const bytewise = (a: Event, b: Event) =>
  Buffer.compare(Buffer.from(a.source), Buffer.from(b.source)) || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))
const logs = fc.sample(log, { numRuns: 12, seed: 3 }).map(({ events }) => [...events].sort(bytewise))

test('there is a pair for every operator inside every operator it fits', () => {
  const outer = new Set(operatorPairs.map((pair) => pair.outer))
  const inner = new Set(operatorPairs.map((pair) => pair.inner))
  // Comparisons of an average, `has` and the look-ups are asked of the plain; everything else takes every operator of its type.
  expect(signatureNames.filter((op) => !outer.has(op))).toEqual(['has', 'onList'])
  expect(signatureNames.filter((op) => !inner.has(op))).toEqual([])
  expect(operatorPairs.length).toBeGreaterThan(1_000)
})

test('every pair of operators means the same to all three evaluators', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mingjing-pairs-'))
  const table = await openEventsTable(folder)
  const trees = operatorPairs.map(({ tree }) => tree)
  const batch = 150
  const seen = trees.map(() => new Set<Value>())
  try {
    for (const events of logs) {
      await table.fill(events)
      for (let from = 0; from < trees.length; from += batch) {
        const some = trees.slice(from, from + batch)
        const sql = await bySql(some, table)
        const javascript = some.map(byJavaScript)
        const reference = some.map(byReference)
        expect(sql.length).toBe(events.length)
        for (const [n, event] of events.entries())
          for (const [i, tree] of some.entries()) {
            const answer = plain(reference[i]!(event))
            seen[from + i]!.add(answer)
            const all = { javascript: plain(javascript[i]!(event)), sql: plain(sql[n]![i]!) }
            if (all.javascript !== answer || all.sql !== answer)
              throw new Error(
                `${JSON.stringify({ reference: answer, ...all })}\n${JSON.stringify(tree)}\n${JSON.stringify(event)}`,
              )
          }
      }
    }
  } finally {
    await table.close()
    await rm(folder, { recursive: true, force: true })
  }
  // A pair that answers nothing but null says nothing.
  const mute = operatorPairs.filter((_, i) => [...seen[i]!].every((value) => value === null))
  expect(mute.map(({ outer, inner, place }) => `${outer} ${place} ${inner}`)).toEqual([])
}, 900_000)

test('an operator that is wrong is found out in the pairs it stands in', () => {
  const events = logs.flat()
  const unnoticed = (op: SignatureName) =>
    operatorPairs
      .filter(({ outer, inner }) => outer === op || inner === op)
      .every(({ tree }) => {
        const right = byReference(tree)
        const wrong = byJavaScript(sabotagedTree(tree, op))
        return events.every((event) => plain(right(event)) === plain(wrong(event)))
      })
  expect(signatureNames.filter(unnoticed)).toEqual([])
})
