import { describe, expect, test } from 'vitest'
import type { Event } from '../events/event.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { type Sample, sampleBundle, sampleEvent } from '../testing/sample.ts'
import { rowsNamed } from '../testing/stored.ts'
import { createEngine } from './engine.ts'
import { evaluateEngine } from './evaluate.ts'

const t0 = Date.UTC(2026, 2, 10, 2)
const minute = 60_000

const window = (measures: Record<string, unknown>, when: string, rest: Record<string, unknown> = {}): Sample => ({
  kind: 'window',
  measures,
  when,
  ...rest,
})

/** Hits of the engine, having seen that the reference finds the very same. */
const hitsOf = (samples: Sample[], events: Event[], parameters = {}) => {
  const bundle = sampleBundle(samples, parameters)
  const until = Math.max(...events.map((event) => event.time))
  const hits = evaluateEngine(bundle, events, until)
  expect(hits).toEqual(evaluateReference(bundle, events, until))
  return hits
}
const triggersOf = (samples: Sample[], events: Event[]) => hitsOf(samples, events).map((hit) => hit.triggerId)
const at = (id: string, minutes: number, data = {}, rest = {}) =>
  sampleEvent(id, t0 + minutes * minute, { decision: 'approved', actor: 'u1', ...data }, rest)

describe('the bounds of a window', () => {
  const two = [window({ n: { count: true, within: '10m' } }, 'n >= 2', { key: ['actor'] })]

  test('the event exactly as old as the window is out, a millisecond younger it is in', () => {
    expect(triggersOf(two, [at('a', 0), at('b', 10)])).toEqual([])
    expect(triggersOf(two, [sampleEvent('a', t0 + 1, { actor: 'u1' }), at('b', 10)])).toEqual(['test#b'])
  })

  test('all events of one millisecond see each other', () => {
    expect(triggersOf(two, [at('a', 0), at('b', 0)])).toEqual(['test#a', 'test#b'])
  })

  test('another key is another window, and without a key part an event is not seen', () => {
    expect(triggersOf(two, [at('a', 0), at('b', 1, { actor: 'u2' })])).toEqual([])
    expect(triggersOf(two, [at('a', 0, { actor: null }), at('b', 1, { actor: null })])).toEqual([])
  })

  test('a composite key joins its parts', () => {
    const both = [window({ n: { count: true, within: '10m' } }, 'n >= 2', { key: ['subject', 'actor'] })]
    const hits = hitsOf(both, [at('a', 0), at('b', 1), at('c', 2, {}, { subject: 'A-2' })])
    expect(hits.map((hit) => hit.key)).toEqual(['A-0001\u001fu1'])
  })
})

describe('what a measure aggregates', () => {
  test('a filter of its own, other types, and zero of none', () => {
    const scanned = { count: true, over: 'disbursement.scanned', where: "result == 'clear'", within: '1h' }
    const rule = [window({ scans: scanned }, 'scans == 0', { on: 'disbursement.made' })]
    const made = { type: 'disbursement.made' as const }
    const scan = { type: 'disbursement.scanned' as const }
    expect(triggersOf(rule, [at('m', 5, {}, made)])).toEqual(['test#m'])
    expect(triggersOf(rule, [at('s', 1, { result: 'changed' }, scan), at('m', 5, {}, made)])).toEqual(['test#m'])
    expect(triggersOf(rule, [at('s', 1, { result: 'clear' }, scan), at('m', 5, {}, made)])).toEqual([])
  })

  test('the rule’s where picks triggers only', () => {
    const rule = [window({ n: { count: true, within: '1h' } }, 'n >= 2', { where: "decision == 'declined'" })]
    expect(triggersOf(rule, [at('a', 0), at('b', 1, { decision: 'declined' })])).toEqual(['test#b'])
  })

  test('sum, avg, min, max, distinct; absent values are not aggregated', () => {
    const measures = {
      total: { sum: 'amount', within: '1h' },
      usual: { avg: 'amount', within: '1h' },
      least: { min: 'amount', within: '1h' },
      most: { max: 'amount', within: '1h' },
      kinds: { distinct: 'mode', within: '1h' },
    }
    const rule = [window(measures, 'total >= 0 || has(usual) || has(least) || has(most) || kinds >= 0')]
    const events = [
      at('a', 0),
      at('b', 1, { amount: 30, mode: 'manual' }),
      at('c', 2, { amount: 10, mode: 'manual' }),
      at('d', 3, { amount: 20 }),
      at('e', 61, { amount: 25, mode: 'instant' }),
      at('f', 62, { amount: 5 }),
    ]
    expect(hitsOf(rule, events).map((hit) => Object.values(hit.values).join(' '))).toEqual([
      '0   0 ',
      '1 30 30 30 30/1',
      '1 10 30 40 40/2',
      '1 10 30 60 60/3',
      '2 10 25 55 55/3',
      '1 5 25 50 50/3',
    ])
  })

  test('an average compares by multiplying out', () => {
    const rule = [window({ usual: { avg: 'amount', within: '1h' } }, 'usual > 3')]
    const events = [at('a', 0, { amount: 3 }), at('b', 1, { amount: 3 }), at('c', 2, { amount: 4 })]
    expect(triggersOf(rule, events)).toEqual(['test#c'])
  })

  test('a sum beyond the safe ints is null, and comes back exact', () => {
    const rule = [window({ total: { sum: 'amount * 900', within: '10m' } }, 'has(total)')]
    const big = 10_000_000_000_000
    const events = [at('a', 0, { amount: big }), at('b', 1, { amount: big - 1 }), at('c', 10, { amount: 1 })]
    expect(hitsOf(rule, events).map((hit) => hit.values.total)).toEqual([900 * big, 900 * big])
    const later = [...events, at('d', 11, { amount: 7 })]
    expect(hitsOf(rule, later).map((hit) => hit.values.total)).toEqual([900 * big, 900 * big, 900 * 8])
  })

  test('parameters in a measure are those of the aggregated event’s own unit', () => {
    const bundleParameters = { 'sample.rule': { least: { b02: 100, 'b02-s01': 1 } } }
    const measure = { count: true, where: 'amount >= param.least', within: '1h' }
    const rule = [window({ n: { ...measure } }, 'n >= 2', { params: { least: { default: 10 } }, key: ['actor'] })]
    const in1 = (id: string, minutes: number, amount: number, orgunit: string) =>
      at(id, minutes, { amount }, { orgunit })
    const events = [in1('a', 0, 50, 'b01-s01'), in1('b', 1, 50, 'b02-s02'), in1('c', 2, 5, 'b02-s01-o1')]
    expect(hitsOf(rule, events, bundleParameters).map((hit) => hit.triggerId)).toEqual(['test#c'])
    expect(triggersOf(rule, events)).toEqual(['test#b', 'test#c'])
  })
})

test('evidence is the newest 20 of all measures and the trigger, oldest first', () => {
  const measures = {
    n: { count: true, within: '1h' },
    scans: { count: true, over: 'disbursement.scanned', within: '1h' },
  }
  const rule = [window(measures, 'n + scans >= 25')]
  const events = Array.from({ length: 25 }, (_, i) =>
    at(`e${String(i).padStart(2, '0')}`, i, {}, { type: i % 2 ? 'disbursement.scanned' : 'approval.decided' }),
  )
  const [hit] = hitsOf(rule, events)
  expect(hit!.evidence).toEqual(events.slice(5).map((event) => `test#${event.id}`))
})

describe('memory', () => {
  test('rules with equal measures share windows, the longest deciding what is kept', () => {
    const measure = (within: string) => ({ n: { count: true, within } })
    const engine = createEngine(
      sampleBundle([
        window(measure('10m'), 'n >= 2', { id: 'a.short' }),
        window(measure('1h'), 'n >= 2', { id: 'a.long' }),
        window({ n: { count: true, where: 'amount > 1', within: '1h' } }, 'n >= 2', { id: 'a.other' }),
      ]),
    )
    engine.observe([at('a', 0, { amount: 5 })])
    // One key, two windows on it: that of the equal measures and that of the other.
    expect(engine.size().windowKeys).toBe(1)
    const [key] = [...engine.snapshot()].filter(([tag]) => tag === 'key')
    expect(key).toEqual(['key', 'A-0001', 0, expect.anything(), 1, expect.anything()])
    const { hits } = engine.observe([at('b', 30)])
    expect(hits.map((hit) => hit.ruleId)).toEqual(['a.long'])
  })

  test('keys fallen silent are dropped as others come, busy ones do not grow', () => {
    const engine = createEngine(sampleBundle([window({ n: { count: true, within: '10m' } }, 'n >= 1000')]))
    let most = 0
    for (let i = 0; i < 20_000; i++) {
      const subject = i % 2 === 0 ? `A-${i}` : 'busy'
      engine.observe([at(`e${i}`, i / 10, {}, { subject })])
      most = Math.max(most, engine.size().windowKeys)
    }
    // 50 silent keys are alive at a time, for ten minutes and the rest of the minute.
    expect(most).toBeLessThan(400)
    expect(rowsNamed(engine, 'event')).toBe(100)
  })
})

test('a group that comes after its time was judged is refused', () => {
  const engine = createEngine(sampleBundle([window({ n: { count: true, within: '10m' } }, 'n >= 2')]))
  engine.observe([at('a', 1)])
  expect(() => engine.observe([at('b', 1)])).toThrow(/judged/)
  engine.due(t0 + 5 * minute)
  expect(() => engine.observe([at('c', 5)])).toThrow(/judged/)
})
