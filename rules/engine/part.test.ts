import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { compareEvents, compareHits } from '../hits/order.ts'
import { sampleBundle, sampleEvent } from '../testing/sample.ts'
import { goOnFrom, storedOf } from '../testing/stored.ts'
import { usualBudget } from './budget.ts'
import { createEngine, type Engine } from './engine.ts'
import { byMillisecond, evaluateEngine } from './evaluate.ts'
import { acrossPartitions } from './part.ts'
import { compileRoutes, ownedAt, placeOf } from './routes.ts'
import type { Counted } from './scores.ts'

const bundle = sampleBundle([
  { kind: 'match', id: 'a.match', where: 'amount > 40' },
  {
    kind: 'window',
    id: 'a.case',
    key: ['subject', 'actor'],
    measures: { n: { count: true, within: '2h' } },
    when: 'n > 2',
  },
  { kind: 'window', id: 'b.actor', key: ['actor'], measures: { n: { count: true, within: '2h' } }, when: 'n > 3' },
  {
    kind: 'window',
    id: 'b.both',
    key: ['actor', 'mode'],
    measures: { n: { sum: 'amount', within: '1h' } },
    when: 'n > 60',
  },
  {
    kind: 'sequence',
    id: 'b.mode',
    key: ['mode'],
    where: 'amount > 20',
    // biome-ignore lint/suspicious/noThenProperty: `then` is a field of a rule file.
    then: 'approval.decided',
    thenWhere: 'amount < 5',
    within: '40m',
  },
  {
    kind: 'deadline',
    id: 'b.late',
    key: ['actor'],
    where: "mode == 'manual'",
    expect: ['disbursement.made'],
    within: '30m',
    remind: ['10m'],
  },
  {
    kind: 'deadline',
    id: 'a.late',
    where: "mode == 'instant'",
    expect: ['disbursement.made'],
    within: '45m',
  },
  {
    kind: 'score',
    id: 'c.across',
    on: undefined,
    of: { 'a.match': 30, 'b.actor': 30, 'b.late': 20, 'a.late': 20 },
    within: '2h',
    bands: [
      { from: 40, severity: 'low' },
      { from: 60, severity: 'low' },
    ],
  },
  {
    kind: 'score',
    id: 'c.local',
    on: undefined,
    of: { 'a.match': 30, 'a.case': 30 },
    within: '2h',
    bands: [{ from: 60, severity: 'low' }],
  },
])
const start = Date.UTC(2026, 2, 10, 2)
const minute = 60_000
const subjects = ['s1', 's2', 's3', 's4']

const events = fc
  .array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 300 }),
      type: fc.constantFrom('approval.decided' as const, 'approval.decided' as const, 'disbursement.made' as const),
      actor: fc.constantFrom('u1', 'u2', 'u3', null),
      subject: fc.constantFrom(...subjects),
      amount: fc.option(fc.integer({ min: 0, max: 50 })),
      mode: fc.constantFrom('manual', 'instant', null),
    }),
    { maxLength: 80 },
  )
  .map((rows) =>
    rows
      .map(({ minutes, type, subject, ...data }, i): Event => {
        return sampleEvent(`e${i}`, start + minutes * minute, data, { type, subject })
      })
      .sort(compareEvents),
  )

const local = () => createEngine(bundle, usualBudget, { kind: 'local' })
const across = (place: number, places: number) =>
  createEngine(bundle, usualBudget, { kind: 'across', owns: ownedAt(place, places) })

/** What the engines of so many partitions, and of so many places across them, find together; each goes on from its snapshot at `cut`. */
const together = (all: readonly Event[], until: number, partitions: number, places: number, cut: number): Hit[] => {
  const hits: Hit[] = []
  const told: Counted[] = []
  const judge = (engine: Engine, fresh: () => Engine, seen: readonly Event[], matches: boolean): Engine => {
    let now = engine
    for (const group of byMillisecond(seen)) {
      if (group[0]!.time >= cut && now === engine) now = goOnFrom(fresh(), storedOf(engine))
      if (matches) for (const event of group) hits.push(...now.match(event))
      const judged = now.observe(group)
      hits.push(...judged.hits)
      told.push(...(judged.told ?? []))
    }
    const judged = now.due(until)
    hits.push(...judged.hits)
    told.push(...(judged.told ?? []))
    return now
  }
  for (let partition = 0; partition < partitions; partition++) {
    const here = all.filter(({ subject }) => subjects.indexOf(subject) % partitions === partition)
    judge(local(), local, here, true)
  }
  const routes = compileRoutes(bundle, places)
  const judges = Array.from({ length: places }, (_, place) => {
    const fresh = () => across(place, places)
    return judge(
      fresh(),
      fresh,
      all.filter((event) => routes.of(event).includes(place)),
      false,
    )
  })
  const times = [...new Set(told.map(({ at }) => at))].sort((a, b) => a - b)
  for (const [place, first] of judges.entries()) {
    let engine = first
    for (const at of times) {
      if (at >= cut && engine === first) engine = goOnFrom(across(place, places), storedOf(first))
      engine.weigh(told.filter((one) => one.at === at && routes.ofTold(one) === place))
      hits.push(...engine.score(at).hits)
    }
  }
  return hits.sort(compareHits)
}

describe('a bundle in parts', () => {
  test('is split by what a rule needs', () => {
    expect([...acrossPartitions(bundle)].sort()).toEqual(['b.actor', 'b.both', 'b.late', 'b.mode', 'c.across'])
  })

  test.prop(
    [events, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: -1, max: 301 })],
    {
      numRuns: 200,
    },
  )('finds what one engine finds, each hit once', (all, partitions, places, cut) => {
    const until = start + 400 * minute
    expect(together(all, until, partitions, places, start + cut * minute)).toEqual(evaluateEngine(bundle, all, until))
  })
})

test('keys are spread evenly over the places', () => {
  const counts = new Map<number, number>()
  for (let i = 0; i < 10_000; i++) {
    const place = placeOf('customer', `c-${String(i).padStart(6, '0')}`, 7)
    counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  expect([...counts.values()].every((count) => count > 1_200 && count < 1_660)).toBe(true)
})
