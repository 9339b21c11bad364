import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { type EventsTable, openEventsTable } from '../equivalence/table.ts'
import { decodeEvent } from '../events/decode.ts'
import type { Event } from '../events/event.ts'
import type { RuleFile } from '../language/load.ts'
import { type HitRow, hitOfRow } from './hit.ts'
import { hitsQuery } from './query.ts'

const words = { zh: '试', en: 'test' }
const common = {
  version: 1,
  stage: 'limit',
  risk: words,
  severity: 'low',
  opens: 'record',
  title: words,
  explanation: words,
  owner: 'test',
  basis: 'bank policy',
  check: words,
  rectify: words,
  base: { type: 'review.assigned', data: { node: 'n' } },
  tests: [
    { name: 'one', events: [{}], hits: 1 },
    { name: 'none', events: [{}], hits: 0 },
  ],
}
const bundleOf = (rule: object, ...beside: RuleFile[]) => {
  const files = [{ path: 't.yaml', text: JSON.stringify({ ...common, ...rule }) }, ...beside]
  const { bundle, problems } = makeBundle({ files })
  const [checked] = bundle.rules
  if (!checked) throw new Error(JSON.stringify(problems))
  return { bundle, rule: checked }
}
const event = (id: string, type: string, time: string, data: object, orgunit = 'b01'): Event => {
  const decoded = decodeEvent({ specversion: '1.0', id, source: 's', type, time, subject: 'a', orgunit, data })
  if (decoded.kind !== 'ok') throw new Error(decoded.reason)
  return decoded.event
}

let folder: string
let table: EventsTable
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mingjing-sql-'))
  table = await openEventsTable(folder)
})
afterAll(async () => {
  await table.close()
  await rm(folder, { recursive: true, force: true })
})

const night = bundleOf({
  id: 'test.match',
  kind: 'match',
  on: 'review.assigned',
  where: 'localHour(time) >= 22 && priority < 3',
})

test('the query of a match rule', () => {
  expect(hitsQuery(night.rule, night.bundle, { from: Date.UTC(2026, 2, 1), until: Date.UTC(2026, 2, 2) })).toBe(
    `SELECT 'test.match' AS rule_id, k AS key, 'hit' AS step, f_subject AS subject, f_time AS at_ms,
  f_source AS trigger_source, f_id AS trigger_id, [concat(f_source, '#', f_id)] AS evidence,
  CAST(NULL, 'Nullable(Int64)') AS amount, concat('{"priority":', ifNull(toString(f_priority), 'null'), ',"time":', ifNull(toString(f_time), 'null'), '}') AS values
FROM (SELECT *, f_subject AS k FROM (SELECT id AS f_id, source AS f_source, type AS f_type, toUnixTimestamp64Milli(time) AS f_time, subject AS f_subject, orgunit AS f_orgunit, JSONExtract(data, 'priority', 'Nullable(Int64)') AS f_priority FROM events WHERE type IN ('review.assigned') AND time >= fromUnixTimestamp64Milli(toInt64(1772323200000), 'UTC') AND time <= fromUnixTimestamp64Milli(toInt64(1772409600000), 'UTC') AND verdict IN ('ok')))
WHERE isNotNull(k) AND (((intDiv((f_time + 28800000), 3600000) % 24) >= 22) AND ifNull((f_priority < 3), false))
ORDER BY at_ms, key, step, concat(trigger_source, '#', trigger_id)`,
  )
})

const pairs = bundleOf({
  id: 'test.window',
  kind: 'window',
  on: 'review.assigned',
  measures: { seen: { count: true, within: '1h' } },
  when: 'seen >= 2',
})

test('a window before `from` still counts, but its triggers are no hits', async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 1, minute)).toISOString()
  await table.fill([0, 30, 59, 119].map((minute, i) => event(`e${i}`, 'review.assigned', at(minute), { node: 'n' })))
  const hits = async (from?: number) => {
    const sql = hitsQuery(pairs.rule, pairs.bundle, { from, until: Date.UTC(2026, 2, 3) })
    return (await table.query<HitRow>(sql)).map((row) => hitOfRow(pairs.rule, row))
  }
  const all = await hits()
  expect(all.map(({ triggerId, evidence, values }) => [triggerId, evidence, values])).toEqual([
    ['s#e1', ['s#e0', 's#e1'], { seen: 2 }],
    ['s#e2', ['s#e0', 's#e1', 's#e2'], { seen: 3 }],
  ])
  expect(await hits(Date.parse(at(59)))).toEqual(all.slice(1))
})

const promised = bundleOf({
  id: 'test.deadline',
  kind: 'deadline',
  on: 'review.assigned',
  expect: 'review.completed',
  within: '2wd',
  remind: ['4wh'],
})

test('a deadline opened before `from` is due after it', async () => {
  // Monday 2 March 2026, 10:00 in Beijing
  await table.fill([event('open', 'review.assigned', '2026-03-02T10:00:00+08:00', { node: 'n' })])
  const steps = async (from: string | null, until: string) => {
    const options = { until: Date.parse(until), ...(from ? { from: Date.parse(from) } : {}) }
    const rows = await table.query<HitRow>(hitsQuery(promised.rule, promised.bundle, options))
    return rows.map((row) => hitOfRow(promised.rule, row)).map(({ step, at }) => `${step} ${at}`)
  }
  const reminder = 'remind-1 2026-03-04T05:30:00.000Z'
  const breach = 'breach 2026-03-04T09:30:00.000Z'
  expect(await steps(null, '2026-03-05T00:00:00Z')).toEqual([reminder, breach])
  expect(await steps('2026-03-04T09:00:00Z', '2026-03-05T00:00:00Z')).toEqual([breach])
  expect(await steps('2026-03-04T05:30:00Z', '2026-03-04T09:29:59.999Z')).toEqual([reminder])
})

const waiting = bundleOf({
  id: 'test.waiting',
  kind: 'deadline',
  on: 'review.assigned',
  expect: 'review.completed',
  pause: 'application.returned',
  resume: 'application.resumed',
  restart: 'review.opened',
  within: '2wd',
  remind: ['4wh'],
})

test('a deadline that waited for months, or began anew before `from`, is due after it', async () => {
  const node = { node: 'n' }
  await table.fill([
    event('open', 'review.assigned', '2026-03-02T10:00:00+08:00', node),
    event('stop', 'application.returned', '2026-03-04T10:00:00+08:00', { ...node, actor: 'P', reason: 'r' }),
    event('go', 'application.resumed', '2026-06-03T10:00:00+08:00', node),
    event('anew', 'review.opened', '2026-06-04T10:00:00+08:00', node),
  ])
  const steps = async (from: string, until: string) => {
    const sql = hitsQuery(waiting.rule, waiting.bundle, { from: Date.parse(from), until: Date.parse(until) })
    const rows = await table.query<HitRow>(sql)
    return rows.map((row) => hitOfRow(waiting.rule, row)).map(({ step, at, triggerId }) => `${step} ${at} ${triggerId}`)
  }
  expect(await steps('2026-03-04T00:00:00Z', '2026-06-03T01:59:59Z')).toEqual([])
  expect(await steps('2026-06-03T00:00:00Z', '2026-06-03T23:00:00Z')).toEqual([
    'remind-1 2026-06-03T05:30:00.000Z s#open',
    'breach 2026-06-03T09:30:00.000Z s#open',
  ])
  expect(await steps('2026-06-08T06:00:00Z', '2026-06-09T00:00:00Z')).toEqual([
    'breach 2026-06-08T09:30:00.000Z s#anew',
  ])
})

const walk = {
  path: 'walk.yaml',
  text: `kind: flow-graph
name: walk
zh: 流程
en: Walk
within: 40d
nodes:
  opened: { zh: 打开, en: Opened, on: review.opened }
  done: { zh: 完成, en: Done, on: review.completed }
edges: [[start, opened], [opened, done], [done, end]]
rework: { done: 1 }
`,
}
test.each([
  ['wrong-order', {}, ['e2 e3']],
  ['rework', { node: 'done' }, ['e2 e3']],
  ['missing-node', { at: 'done' }, []],
])('visits before `from` count in a flow, but do not hit: %s', async (deviation, asked, expected) => {
  const { bundle, rule } = bundleOf({ id: 'test.flow', kind: 'flow', flow: 'walk', deviation, ...asked }, walk)
  await table.fill([
    event('e0', 'review.completed', '2026-01-01T00:00:00Z', { node: 'n' }),
    event('e1', 'review.opened', '2026-03-01T00:00:00Z', { node: 'n' }),
    event('e2', 'review.completed', '2026-03-01T00:00:00Z', { node: 'n' }),
    event('e3', 'review.completed', '2026-04-09T23:59:59.999Z', { node: 'n' }),
  ])
  const from = Date.UTC(2026, 3, 1)
  const rows = await table.query<HitRow>(hitsQuery(rule, bundle, { from, until: Date.UTC(2026, 5, 1) }))
  const evidence = rows.map((row) =>
    hitOfRow(rule, row)
      .evidence.map((ref) => ref.replace('s#', ''))
      .join(' '),
  )
  expect(evidence).toEqual(expected)
})

test('a choice between constants is never a constant to ClickHouse', () => {
  const { bundle, rule } = bundleOf({
    id: 'test.choice',
    kind: 'match',
    on: 'review.assigned',
    where: '(priority > 1 ? 3 : 3) == 3 && (priority > 1 ? priority : 3) == 3',
  })
  const query = hitsQuery(rule, bundle, { until: 0 })
  expect(query).toContain('if(ifNull((f_priority > 1), false), materialize(3), 3)')
  expect(query).toContain('if(ifNull((f_priority > 1), false), f_priority, 3)')
})
