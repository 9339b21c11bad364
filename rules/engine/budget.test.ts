import { describe, expect, test } from 'vitest'
import type { Event } from '../events/event.ts'
import { type Sample, sampleBundle, sampleEvent } from '../testing/sample.ts'
import { goOnFrom, storedOf } from '../testing/stored.ts'
import type { Budget, Stop } from './budget.ts'
import { createEngine, type Engine } from './engine.ts'

const budget: Budget = { held: 300, stepsALook: 10, stepsAtOnce: 5_000, looksBetweenCounts: 256 }
const start = Date.UTC(2026, 2, 10, 2)
const minute = 60_000

/** One a minute, all of one application; every third of another. */
const log = (count: number): Event[] =>
  Array.from({ length: count }, (_, n) =>
    sampleEvent(`e${n}`, start + n * minute, { amount: n, reason: 'ab'.repeat(250) }, { subject: `s${n % 3 ? 1 : 2}` }),
  )

const observe = (engine: Engine, events: readonly Event[]): string[] =>
  events.flatMap((event) =>
    [...engine.match(event), ...engine.observe([event]).hits].map(
      ({ ruleId, triggerId, step }) => `${ruleId} ${triggerId} ${step}`,
    ),
  )

const good: Sample[] = [
  { kind: 'window', id: 'good.window', measures: { n: { count: true, within: '2h' } }, when: 'n >= 80' },
  { kind: 'deadline', id: 'good.deadline', expect: 'approval.decided', expectWhere: 'amount % 71 == 0', within: '1h' },
  { kind: 'match', id: 'good.match', where: 'amount % 7 == 0' },
]

const greedy: Record<string, { budget: Stop['budget']; rule: Sample }> = {
  window: {
    budget: 'held',
    // The same events by the same key as the good one's: they share a window.
    rule: { kind: 'window', measures: { n: { count: true, within: '400d' } }, when: 'n >= 1000000' },
  },
  'window of ever new keys': {
    budget: 'held',
    rule: { kind: 'window', key: ['id'], measures: { n: { count: true, within: '400d' } }, when: 'n >= 2' },
  },
  sequence: {
    budget: 'held',
    // biome-ignore lint/suspicious/noThenProperty: a field of a rule file.
    rule: { kind: 'sequence', then: 'disbursement.made', within: '400d', pair: 'each' },
  },
  'sequence over pairs': {
    budget: 'steps',
    // biome-ignore lint/suspicious/noThenProperty: a field of a rule file.
    rule: { kind: 'sequence', then: 'approval.decided', within: '400d', when: 'first.amount > amount' },
  },
  'sequence of hits': {
    budget: 'steps',
    // biome-ignore lint/suspicious/noThenProperty: a field of a rule file.
    rule: { kind: 'sequence', then: 'approval.decided', within: '400d', pair: 'each' },
  },
  deadline: {
    budget: 'held',
    rule: { kind: 'deadline', expect: 'disbursement.made', within: '400d' },
  },
  'deadlines whose clock turns': {
    budget: 'steps',
    rule: {
      kind: 'deadline',
      expect: 'disbursement.made',
      within: '400d',
      pause: 'approval.decided',
      pauseWhere: 'amount % 2 == 0',
      resume: 'approval.decided',
      resumeWhere: 'amount % 2 == 1',
    },
  },
  'peers of ever new keys': {
    budget: 'held',
    rule: {
      kind: 'peer',
      key: ['id'],
      value: { count: true },
      days: 30,
      against: ['orgunit'],
      compare: 'ratio',
      over: 9,
      minimum: 2,
    },
  },
  'match by pattern': {
    budget: 'steps',
    rule: { kind: 'match', where: "reason.matches('(a|b)*a(a|b){100}[xyz]')" },
  },
  'measure by pattern': {
    budget: 'steps',
    rule: {
      kind: 'window',
      measures: { n: { count: true, where: "reason.matches('(a|b)*a(a|b){100}[xyz]')", within: '1h' } },
      when: 'n > 1',
    },
  },
}

describe.each(Object.entries(greedy))('%s', (_, { budget: which, rule }) => {
  const bundle = sampleBundle([...good, { id: 'greedy.rule', ...rule }])
  const events = log(900)

  test('is stopped, freed and told of; its neighbours go on', () => {
    const alone = createEngine(sampleBundle(good), budget)
    const engine = createEngine(bundle, budget)
    const expected = observe(alone, events)
    const hits = observe(engine, events)
    expect(hits.filter((hit) => !hit.startsWith('greedy'))).toEqual(expected)
    const [stop, ...others] = engine.stops()
    expect(others).toEqual([])
    expect(stop).toMatchObject({ ruleId: 'greedy.rule', ruleVersion: 1, budget: which, event: { source: 'test' } })
    expect(stop!.reached).toBeGreaterThan(stop!.allowed)
    expect(stop!.at).toBe(start + Number(stop!.event.id.slice(1)) * minute)
    expect(engine.size()).toEqual(alone.size())
  })

  test('is stopped at the same event after any recovery', () => {
    const whole = createEngine(bundle, budget)
    const hits = observe(whole, events)
    for (const cut of [1, 100, 256, 300, 600]) {
      const first = createEngine(bundle, budget)
      const before = observe(first, events.slice(0, cut))
      const second = createEngine(bundle, budget)
      goOnFrom(second, storedOf(first))
      expect([...before, ...observe(second, events.slice(cut))]).toEqual(hits)
      expect(second.stops()).toEqual(whole.stops())
      expect(storedOf(second)).toBe(storedOf(whole))
    }
  })
})

test('what a score keeps is counted, what it weighs goes on without it', () => {
  const rules: Sample[] = [
    { kind: 'match', id: 'good.all', where: 'has(amount)' },
    {
      kind: 'score',
      id: 'a.score',
      of: { 'good.all': 1 },
      within: '400d',
      bands: [{ from: 1, severity: 'low' }],
      on: undefined,
    },
  ]
  const engine = createEngine(sampleBundle(rules), budget)
  const events = log(900).map((event) => ({ ...event, subject: event.id }))
  const hits = observe(engine, events)
  expect(engine.stops()).toMatchObject([{ ruleId: 'a.score', budget: 'held' }])
  expect(hits.length).toBeGreaterThan(events.length + budget.held / 2)
  expect(hits.length).toBeLessThan(events.length * 2)
})

test('a new version of a stopped rule starts anew, the same stays stopped', () => {
  const rule = (version: number): Sample => ({ ...greedy.sequence!.rule, id: 'greedy.rule', version })
  const engine = createEngine(sampleBundle([rule(1)]), budget)
  observe(engine, log(900))
  const same = createEngine(sampleBundle([rule(1), ...good]), budget)
  same.restore(engine.snapshot())
  expect(same.stops()).toEqual(engine.stops())
  const next = createEngine(sampleBundle([rule(2)]), budget)
  next.restore(engine.snapshot())
  expect(next.stops()).toEqual([])
})

test('steps are earned: what takes few at each event is never stopped', () => {
  const bundle = sampleBundle([{ ...greedy['sequence over pairs']!.rule, within: '4m' }])
  const engine = createEngine(bundle, { ...budget, stepsAtOnce: 100 })
  observe(engine, log(3_000))
  expect(engine.stops()).toEqual([])
  expect(engine.costs()[0]!.steps).toBeGreaterThan(3_000)
})

test('deadlines met long before they are due leave nothing behind', () => {
  const bundle = sampleBundle([{ kind: 'deadline', expect: 'approval.decided', within: '400d' }])
  const engine = createEngine(bundle, budget)
  observe(engine, log(3_000))
  expect(engine.stops()).toEqual([])
  expect(engine.size().openDeadlines).toBe(0)
})
