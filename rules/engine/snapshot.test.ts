import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Event } from '../events/event.ts'
import { compareEvents, compareHits } from '../hits/order.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { sampleBundle, sampleEvent } from '../testing/sample.ts'
import { goOnFrom, storedOf } from '../testing/stored.ts'
import { createEngine } from './engine.ts'
import { byMillisecond, evaluateEngine } from './evaluate.ts'

const measures = {
  n: { count: true, within: '30m' },
  total: { sum: 'amount', within: '2h' },
  usual: { avg: 'amount', where: "mode == 'manual'", within: '1h' },
  least: { min: 'amount', within: '1h' },
  most: { max: 'amount', within: '2h' },
  kinds: { distinct: 'mode', within: '1h' },
}
const bundle = sampleBundle([
  {
    kind: 'window',
    id: 'a.window',
    key: ['actor'],
    measures,
    when: 'n >= 3 || total > 100 || usual > 30 || least < 5 || most > 40 || kinds >= 2',
    amount: 'total',
  },
  { kind: 'match', id: 'a.match', where: 'amount > 40' },
  {
    kind: 'deadline',
    id: 'a.deadline',
    where: "mode == 'manual'",
    expect: ['disbursement.made', 'application.withdrawn'],
    within: '2h',
    remind: ['90m', '30m'],
  },
])
const start = Date.UTC(2026, 2, 10, 2)
const minute = 60_000

const events = fc
  .array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 300 }),
      type: fc.constantFrom('approval.decided' as const, 'approval.decided' as const, 'disbursement.made' as const),
      actor: fc.constantFrom('u1', 'u2', null),
      subject: fc.constantFrom('s1', 's2'),
      amount: fc.option(fc.integer({ min: 0, max: 50 })),
      mode: fc.constantFrom('manual', 'instant', null),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows
      .map(({ minutes, type, subject, ...data }, i): Event => {
        return sampleEvent(`e${i}`, start + minutes * minute, data, { type, subject })
      })
      .sort(compareEvents),
  )

const until = start + 400 * minute

describe('engine, reference and snapshots agree', () => {
  test.prop([events], { numRuns: 150 })('the engine finds what the reference finds', (log) => {
    expect(evaluateEngine(bundle, log, until)).toEqual(evaluateReference(bundle, log, until))
  })

  test.prop([events, fc.nat()], { numRuns: 100 })('going on from a stored snapshot changes nothing', (log, cut) => {
    const groups = [...byMillisecond(log)]
    const at = groups.length === 0 ? 0 : cut % groups.length
    const whole = createEngine(bundle)
    const first = createEngine(bundle)
    for (const group of groups.slice(0, at)) {
      whole.observe(group)
      first.observe(group)
    }
    const stored = storedOf(first)
    expect(storedOf(whole)).toBe(stored)
    const second = createEngine(bundle)
    goOnFrom(second, stored)
    expect(storedOf(second)).toBe(stored)
    for (const group of groups.slice(at)) expect(second.observe(group)).toEqual(whole.observe(group))
    expect(second.due(until)).toEqual(whole.due(until))
    expect(storedOf(second)).toBe(storedOf(whole))
  })

  test.prop([events, fc.array(fc.integer({ min: 0, max: 300 }))], { numRuns: 100 })(
    'when due steps are fired makes no difference to what is found',
    (log, moments) => {
      const lazy = evaluateEngine(bundle, log, until)
      const engine = createEngine(bundle)
      const hits = []
      for (const group of byMillisecond(log)) {
        for (const minutes of moments) {
          const moment = start + minutes * minute
          if (moment < group[0]!.time) hits.push(...engine.due(moment).hits)
        }
        for (const event of group) hits.push(...engine.match(event))
        hits.push(...engine.observe(group).hits)
      }
      hits.push(...engine.due(until).hits)
      expect(hits.sort(compareHits)).toEqual(lazy)
    },
  )
})

/** One key and many events in its windows, so that aggregates are carried along instead of made anew. */
const busy = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 240 }), fc.option(fc.integer({ min: 0, max: 50 })), fc.boolean()), {
    minLength: 100,
    maxLength: 220,
  })
  .map((rows) =>
    rows
      .map(([minutes, amount, manual], i) => {
        const data = { actor: 'u1', amount, mode: manual ? 'manual' : 'instant' }
        return sampleEvent(`e${i}`, start + minutes * minute, data)
      })
      .sort(compareEvents),
  )
const watching = sampleBundle([
  {
    kind: 'window',
    id: 'a.all',
    key: ['actor'],
    measures,
    when: 'n + total + kinds > 0 || usual > 0 || least + most > 0',
  },
])

test.prop([busy], { numRuns: 25 })('every measure of a busy key is the reference’s at every event', (log) => {
  const found = evaluateEngine(watching, log, until)
  expect(found).toEqual(evaluateReference(watching, log, until))
  expect(found.length).toBeGreaterThan(90)
})

test('a bundle that changed a rule keeps the state of the others', () => {
  const at = (id: string, minutes: number) => sampleEvent(id, start + minutes * minute, { actor: 'u1', mode: 'manual' })
  const window = { kind: 'window', id: 'a.window', key: ['actor'], when: 'n >= 2' } as const
  const before = sampleBundle([
    { ...window, measures: { n: { count: true, within: '1h' } } },
    { kind: 'deadline', id: 'a.deadline', expect: 'disbursement.made', within: '2h' },
  ])
  const after = sampleBundle([
    { ...window, when: 'n >= 2 && has(amount) == false', measures: { n: { count: true, within: '1h' } } },
    { kind: 'deadline', id: 'a.deadline', version: 2, expect: 'disbursement.made', within: '2h' },
  ])
  const old = createEngine(before)
  old.observe([at('a', 0)])
  const engine = createEngine(after)
  engine.restore(old.snapshot())
  expect(engine.size()).toEqual({ windowKeys: 1, openDeadlines: 0 })
  expect(engine.observe([at('b', 1)]).hits.map((hit) => hit.ruleId)).toEqual(['a.window'])
})

test('what is no snapshot is refused', () => {
  expect(() => createEngine(bundle).restore([['other', 2]])).toThrow(/no snapshot/)
  expect(() => createEngine(bundle).restore([])).toThrow(/no snapshot/)
})
