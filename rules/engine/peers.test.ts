import { describe, expect, test } from 'vitest'
import { evaluateReference } from '../reference/evaluate.ts'
import { type Sample, sampleBundle, sampleEvent } from '../testing/sample.ts'
import { goOnFrom, rowsNamed, storedOf } from '../testing/stored.ts'
import { createEngine } from './engine.ts'
import { byMillisecond, evaluateEngine } from './evaluate.ts'

const peer = (more: Record<string, unknown> = {}): Sample => ({
  kind: 'peer',
  key: ['actor'],
  value: { sum: 'amount' },
  days: 30,
  against: 'own',
  compare: 'ratio',
  over: 2,
  minimum: 3,
  ...more,
})

/** Midnight in Shanghai. */
const midnight = Date.UTC(2026, 2, 9, 16)
const dayMs = 86_400_000
const hour = 3_600_000
const until = midnight + 100 * dayMs

type Events = ReturnType<typeof sampleEvent>[]
/** An amount of an actor on a day; the id tells the day and the place of the event in it. */
const on = (
  day: number,
  amount: number | null,
  { actor = 'P1', at = 10 * hour, id = `d${day}`, role = 'approver' } = {},
) => sampleEvent(id, midnight + day * dayMs + at, { actor, amount, actorRole: role })
const days = (...amounts: number[]): Events => amounts.map((amount, day) => on(day, amount))

/** Trigger, value and baseline of each hit; the reference must say the same. */
const found = (sample: Sample, events: Events) => {
  const bundle = sampleBundle([sample])
  const hits = evaluateEngine(bundle, events, until)
  expect(hits).toEqual(evaluateReference(bundle, events, until))
  return hits.map(({ triggerId, values }) => `${triggerId.replace('test#', '')} ${values.value} ${values.baseline}`)
}

describe('times the mean', () => {
  test.each<[string, Record<string, unknown>, number[], string[]]>([
    ['exactly as much hits not', {}, [1, 2, 2, 3], []],
    ['one more than that hits', {}, [1, 2, 2, 4], ['d3 4 5/3']],
    ['a thousandth is not rounded', { over: 1.333 }, [3, 3, 3, 4], ['d3 4 9/3']],
    ['nor is what lies beyond doubles', { over: 1 }, [3, 3, 4, 2 ** 53 - 1], [`d3 ${2 ** 53 - 1} 10/3`]],
    ['exactly as much is not below', { over: undefined, below: 0.5 }, [2, 2, 2, 1], []],
    ['one less than that is', { over: undefined, below: 0.501 }, [2, 2, 2, 1], ['d3 1 6/3']],
    ['a mean of nothing is passed by anything', {}, [0, 0, 0, 1], ['d3 1 0/3']],
  ])('%s', (_, more, amounts, hits) => expect(found(peer(more), days(...amounts))).toEqual(hits))

  test('sums of days that no int holds are compared all the same, and not shown', () => {
    const much = 2 ** 52
    const events = days(much, much, much, 2 ** 53 - 1)
    expect(found(peer({ over: 1.999 }), events)).toEqual([`d3 ${2 ** 53 - 1} null`])
    expect(found(peer({ over: 2 }), events)).toEqual([])
  })
})

describe('standard deviations from the mean', () => {
  // Of 2, 4, 4, 4, 5, 5, 7, 9 the mean is 5 and the deviation 2.
  const usual = [2, 4, 4, 4, 5, 5, 7, 9]
  const z = (more: Record<string, unknown> = {}) => peer({ compare: 'z', over: 1.5, minimum: 8, ...more })
  test.each<[string, Record<string, unknown>, number, string[]]>([
    ['exactly as far hits not', {}, 8, []],
    ['one further hits', {}, 9, ['d8 9 40/8']],
    ['as far on the other side hits not', {}, 0, []],
    ['as far below hits not', { over: undefined, below: 1.5 }, 2, []],
    ['further below hits', { over: undefined, below: 1.5 }, 1, ['d8 1 40/8']],
    ['a thousandth less hits', { over: 1.499 }, 8, ['d8 8 40/8']],
  ])('%s', (_, more, amount, hits) => expect(found(z(more), days(...usual, amount))).toEqual(hits))

  test('days all alike have no deviation to be far by', () => {
    expect(found(z({ minimum: 3 }), days(5, 5, 5, 50))).toEqual([])
  })
})

describe('the baseline', () => {
  test('has as many daily values as it must have at least', () => {
    expect(found(peer(), days(1, 1, 9))).toEqual([])
    expect(found(peer(), days(1, 1, 1, 9))).toEqual(['d3 9 3/3'])
  })

  test('has values only of days with events, within the days before', () => {
    const events = [on(0, 1), on(1, 1), on(15, 1), on(30, 9)]
    expect(found(peer(), events)).toEqual(['d30 9 3/3'])
    expect(found(peer({ days: 29 }), events)).toEqual([])
  })

  test('is closed by the local day', () => {
    const last = on(3, 8, { at: -1 })
    // A millisecond before midnight the third day has 9 and is judged by two days; after it that is its value.
    expect(found(peer({ minimum: 2 }), [...days(1, 1, 1), last, on(3, 9, { at: 0, id: 'e' })])).toEqual([
      'd3 9 2/2',
      'e 9 11/3',
    ])
  })

  test('follows the clock of the calendar', () => {
    // Five in the evening in UTC is the next day in Shanghai, and the same in Amsterdam.
    const events = [...days(1, 1, 1), on(2, 9, { at: 25 * hour, id: 'late' })]
    expect(found(peer(), events)).toEqual(['late 9 3/3'])
    expect(found(peer({ calendar: 'weekdays-amsterdam' }), events)).toEqual([])
  })

  test('of peers is the days of all others in the group', () => {
    const of = (actor: string, role: string, ...amounts: number[]) =>
      amounts.map((amount, day) => on(day, amount, { actor, role, id: `${actor}${day}` }))
    const events = [
      ...of('P1', 'approver', 40, 40, 40, 9),
      ...of('P2', 'approver', 4, 4),
      ...of('P3', 'approver', 4, 4, 4, 4),
      ...of('P4', 'manager', 90, 90),
    ]
    const peers = peer({ against: ['actorRole'], minimum: 5 })
    expect(found(peers, events)).toEqual(['P13 9 20/5'])
  })

  test('counts whom a null value, key or group leaves out nowhere', () => {
    const events = [...days(1, 1), on(2, null), on(3, 9)]
    expect(found(peer(), events)).toEqual([])
    const groupless = [...days(1, 1, 1), sampleEvent('x', midnight + 3 * dayMs, { actor: 'P2', amount: 9 })]
    expect(found(peer({ against: ['actorRole'] }), groupless)).toEqual([])
  })
})

describe('a day', () => {
  const past = days(1, 1, 1)
  const later = (id: string, at: number, amount = 1) => on(3, amount, { id, at })

  test('hits once when it crosses, and again after it has come back', () => {
    const events = [...past, later('a', 1), later('b', 2, 4), later('c', 3), later('d', 4, -4), later('e', 5, 5)]
    expect(found(peer(), events)).toEqual(['b 5 3/3', 'e 7 3/3'])
  })

  test('is judged with all events of the millisecond, each of which hits', () => {
    expect(found(peer(), [...past, later('a', 1, 1), later('b', 1, 3)])).toEqual(['a 4 3/3', 'b 4 3/3'])
  })

  test('shows its newest twenty events', () => {
    const events = [...past, ...Array.from({ length: 30 }, (_, i) => later(`e${10 + i}`, i + 1, i === 25 ? 9 : 0))]
    const [hit] = evaluateEngine(sampleBundle([peer()]), events, until)
    expect(hit?.evidence).toEqual(Array.from({ length: 20 }, (_, i) => `test#e${16 + i}`))
  })

  test.each([
    ['count', { count: true }, 3],
    ['sum', { sum: 'amount' }, 11],
    ['min', { min: 'amount' }, 3],
    ['max', { max: 'amount' }, 5],
    ['distinct', { distinct: 'amount' }, 2],
  ])('is worth its %s', (_, value, worth) => {
    const events = [...days(0, 0, 0), later('a', 1, 3), later('b', 1, 3), later('c', 1, 5)]
    const hits = found(peer({ value, over: 0.001, minimum: 1 }), events)
    expect(hits.at(-1)).toMatch(new RegExp(`^c ${worth} `))
  })

  test('whose sum no int holds has no value', () => {
    const much = 2 ** 53 - 1
    expect(found(peer(), [...past, later('a', 1, much), later('b', 1, 1)])).toEqual([])
    expect(found(peer(), [on(0, much), on(0, 1, { id: 'x' }), on(1, 1), on(2, 1), later('a', 1, 9)])).toEqual([])
  })

  test('must satisfy "when", which sees the value, the mean and the trigger', () => {
    const more = { when: "value >= param.least && baseline >= 1 && actor == 'P1'", params: { least: { default: 4 } } }
    expect(found(peer(more), [...past, later('a', 1, 3), later('b', 2)])).toEqual(['b 4 3/3'])
  })
})

test('a unit may have its own bound, in thousandths', () => {
  const params = { times: { default: 2.5, min: 1, max: 10 } }
  const bundle = sampleBundle([peer({ over: 'param.times', params })], {
    'sample.rule': { times: { 'b01-s01': 1.3335 } },
  })
  const hitting = (amount: number) => evaluateEngine(bundle, days(1000, 1000, 1000, amount), until).length
  expect([hitting(1334), hitting(1335)]).toEqual([0, 1])
})

describe('snapshots', () => {
  const bundle = sampleBundle([
    peer({ id: 'a.own', over: 1.5 }),
    peer({ id: 'a.peers', value: { distinct: 'amount' }, against: ['actorRole'], compare: 'z', over: 0.5, minimum: 2 }),
  ])
  const busy = Array.from({ length: 160 }, (_, i) =>
    on(Math.floor(i / 4), (i * i) % 7, { actor: `P${i % 3}`, id: `e${i}`, at: (i % 4) * 5 * hour }),
  )

  test('going on from one changes nothing, wherever it is cut', () => {
    const groups = [...byMillisecond(busy)]
    for (let cut = 0; cut < groups.length; cut += 7) {
      const first = createEngine(bundle)
      for (const group of groups.slice(0, cut)) first.observe(group)
      const stored = storedOf(first)
      const second = createEngine(bundle)
      goOnFrom(second, stored)
      expect(storedOf(second)).toBe(stored)
      for (const group of groups.slice(cut)) expect(second.observe(group)).toEqual(first.observe(group))
      expect(storedOf(second)).toBe(storedOf(first))
    }
    expect(evaluateEngine(bundle, busy, until).length).toBeGreaterThan(20)
  })

  test('days too old for any baseline are not in one', () => {
    const engine = createEngine(bundle)
    for (const group of byMillisecond(days(1, 2, 3))) engine.observe(group)
    engine.due(midnight + 40 * dayMs)
    expect(rowsNamed(engine, 'peers')).toBe(0)
  })
})
