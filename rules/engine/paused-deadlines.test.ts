import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Event } from '../events/event.ts'
import { compareEvents } from '../hits/order.ts'
import { deadlineReachMs } from '../language/duration.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { sampleBundle, sampleEvent } from '../testing/sample.ts'
import { goOnFrom, rowsNamed, storedOf } from '../testing/stored.ts'
import { answered, bundleOf, day, deadline, far, filed, hitsOf, hour, pause, resume, t0 } from '../testing/waiting.ts'
import { createEngine } from './engine.ts'
import { byMillisecond, evaluateEngine } from './evaluate.ts'

describe('a pause in wall time', () => {
  const due = t0 + 24 * hour

  test('puts the due time off by as long as it lasts', () => {
    const events = [filed('a', t0), pause('b', t0 + hour), resume('c', t0 + 6 * hour)]
    expect(hitsOf(deadline(), events, due + 5 * hour - 1)).toEqual([])
    expect(hitsOf(deadline(), events, due + 5 * hour)).toEqual([['breach', 'a', due + 5 * hour]])
  })

  test('that nobody ends lets nothing fall due', () => {
    expect(hitsOf(deadline(), [filed('a', t0), pause('b', t0 + hour)], far)).toEqual([])
  })

  test('may come again, and a second pause or resumption in a row changes nothing', () => {
    const events = [
      resume('b', t0 + hour),
      pause('c', t0 + 2 * hour),
      pause('d', t0 + 3 * hour),
      resume('e', t0 + 4 * hour),
      resume('f', t0 + 5 * hour),
      pause('g', t0 + 25 * hour),
      resume('h', t0 + 30 * hour),
    ]
    expect(hitsOf(deadline(), [filed('a', t0), ...events], far)).toEqual([['breach', 'a', due + 7 * hour]])
  })

  test('counts in the millisecond of the opening and of the due time, not before and not after', () => {
    const withEnd = (ms: number) => [filed('b', t0), pause('a', ms), resume('c', due + 2 * hour)]
    expect(hitsOf(deadline(), withEnd(t0 - 1), far)).toEqual([['breach', 'b', due]])
    expect(hitsOf(deadline(), withEnd(t0), far)).toEqual([['breach', 'b', t0 + 50 * hour]])
    expect(hitsOf(deadline(), withEnd(due), far)).toEqual([['breach', 'b', due + 2 * hour]])
    expect(hitsOf(deadline(), withEnd(due + 1), far)).toEqual([['breach', 'b', due]])
  })

  test('of one millisecond goes by source and id', () => {
    const at = t0 + hour
    const paused = [filed('a', t0), resume('b', at), pause('c', at)]
    const running = [filed('a', t0), pause('b', at), resume('c', at)]
    expect(hitsOf(deadline(), paused, far)).toEqual([])
    expect(hitsOf(deadline(), running, far)).toEqual([['breach', 'a', due]])
  })

  test('stops only for events that pass, of the same key', () => {
    const rule = deadline({ pauseWhere: "actor == 'u1'", resumeWhere: "actor == 'u2'" })
    const end = (actor: string) => sampleEvent('c', t0 + 2 * hour, { actor }, { type: 'application.submitted' })
    expect(hitsOf(rule, [filed('a', t0), pause('b', t0 + hour), end('u1')], far)).toEqual([])
    expect(hitsOf(rule, [filed('a', t0), pause('b', t0 + hour), end('u2')], far)).toHaveLength(1)
    expect(hitsOf(rule, [filed('a', t0), pause('b', t0 + hour, { subject: 'B' })], far)).toHaveLength(1)
  })

  test('does not keep the answer from meeting it', () => {
    const events = [filed('a', t0), pause('b', t0 + hour), answered('c', t0 + 2 * hour), resume('d', t0 + 3 * hour)]
    expect(hitsOf(deadline(), events, far)).toEqual([])
  })

  test('is over when it hit: a later pause undoes nothing', () => {
    const events = [filed('a', t0), pause('b', due + hour), resume('c', due + 2 * hour)]
    expect(hitsOf(deadline(), events, far)).toEqual([['breach', 'a', due]])
  })

  test('puts off each reminder that has not come yet, and none twice', () => {
    const rule = deadline({ remind: ['4h', '20h', '30h'] })
    const events = [filed('a', t0), pause('b', t0 + 5 * hour), resume('c', t0 + 8 * hour)]
    expect(hitsOf(rule, events, far)).toEqual([
      ['remind-2', 'a', t0 + 4 * hour],
      ['remind-1', 'a', t0 + 23 * hour],
      ['breach', 'a', t0 + 27 * hour],
    ])
  })

  test('nothing is due more than 800 days after the opening', () => {
    const ended = (ms: number) => [filed('a', t0), pause('b', t0), resume('c', t0 + ms)]
    const last = deadlineReachMs - 24 * hour
    expect(hitsOf(deadline(), ended(last), far * 2)).toEqual([['breach', 'a', t0 + deadlineReachMs]])
    expect(hitsOf(deadline(), ended(last + 1), far * 2)).toEqual([])
  })
})

describe('a pause in working time', () => {
  const at = (text: string) => Date.parse(`2026-03-${text}:00+08:00`)
  const during = (from: string, to: string) => [filed('a', t0), pause('b', at(from)), resume('c', at(to))]
  const breach = (rule: Record<string, unknown>, events: Event[]) =>
    hitsOf(deadline(rule), events, far).map(([, , ms]) => new Date(ms + 8 * hour).toISOString().slice(8, 16))

  test.each([
    ['within a working day, none', '11T10:00', '11T15:00', '13T17:30'],
    ['from one day to the next, one', '11T10:00', '12T09:00', '16T17:30'],
    ['over a night, none', '11T18:00', '12T08:00', '13T17:30'],
    ['into the evening, one: the evening is of the next day', '11T10:00', '11T20:00', '16T17:30'],
    ['to the moment of closing, none', '11T10:00', '11T17:30', '13T17:30'],
    ['over a weekend, the days between', '13T10:00', '16T10:00', '16T17:30'],
    ['into the weekend, as far as Monday', '13T10:00', '14T10:00', '16T17:30'],
    ['from the moment it is due', '13T17:30', '13T20:00', '16T17:30'],
  ])('adds whole working days to working days: %s', (_, from, to, due) => {
    expect(breach({ within: '3wd' }, during(from, to))).toEqual([due])
  })

  test.each([
    ['as much of it as passed', '10T11:00', '10T12:00', '11T10:30'],
    ['none over a night', '10T18:00', '11T08:00', '11T09:30'],
    ['nothing falls due before the resumption', '11T09:30', '11T09:30', '11T09:30'],
  ])('adds working time to working time: %s', (_, from, to, due) => {
    expect(breach({ within: '8wh' }, during(from, to))).toEqual([due])
  })

  test('due at closing and paused there, it is due with the resumption in the night', () => {
    const rule = { within: '450wm' }
    expect(breach(rule, during('10T17:30', '10T20:00'))).toEqual(['10T20:00'])
    expect(breach({ within: '3wd', remind: ['2wh'] }, during('13T11:00', '13T16:30'))).toEqual(['13T16:30', '13T17:30'])
  })

  test('every branch by its own time', () => {
    const rule = deadline({ within: 'param.allowed', params: { allowed: { default: '3wd' } } })
    const events = (orgunit: string) => [
      filed('a', t0, { orgunit }),
      pause('b', t0 + hour),
      resume('c', t0 + hour + day),
    ]
    const parameters = { 'sample.rule': { allowed: { b01: '2h', b02: '10wh' } } }
    const due = (orgunit: string) => hitsOf(rule, events(orgunit), far, parameters)[0]![2]
    expect(due('b01')).toBe(t0 + 26 * hour)
    expect(due('b02')).toBe(at('12T11:30'))
    expect(due('b03')).toBe(at('16T17:30'))
  })
})

describe('what is told of it', () => {
  const due = t0 + 24 * hour
  const told = (changes: readonly { state: string; at: number; dueAt: number }[]) =>
    changes.map(({ state, at, dueAt }) => [state, (at - t0) / hour, (dueAt - t0) / hour])

  test('paused, open again with the due time put off, reminded, paused, reminded again, ended anew', () => {
    const engine = createEngine(bundleOf(deadline({ remind: ['4h'], restart: 'complaint.filed' })))
    const seen = (event: Event) => told(engine.observe([event]).deadlines)
    engine.observe([filed('a', t0)])
    expect(seen(pause('b', t0 + hour))).toEqual([['paused', 1, 24]])
    expect(engine.nextDue()).toBeGreaterThan(due)
    expect(engine.size().openDeadlines).toBe(1)
    expect(seen(pause('c', t0 + 2 * hour))).toEqual([])
    expect(seen(resume('d', t0 + 3 * hour))).toEqual([['open', 3, 26]])
    expect(engine.nextDue()).toBe(t0 + 22 * hour)
    expect(told(engine.due(t0 + 22 * hour).deadlines)).toEqual([['reminded', 22, 26]])
    expect(seen(pause('e', t0 + 23 * hour))).toEqual([['paused', 23, 26]])
    expect(seen(resume('f', t0 + 33 * hour))).toEqual([['reminded', 33, 36]])
    expect(seen(filed('g', t0 + 34 * hour))).toEqual(
      [
        ['open', 34, 58],
        ['restarted', 34, 36],
      ].reverse(),
    )
    expect(engine.size().openDeadlines).toBe(1)
  })

  test('a pause that ends in its millisecond is not told', () => {
    const engine = createEngine(bundleOf(deadline()))
    engine.observe([filed('a', t0)])
    const { deadlines } = engine.observe([pause('b', t0 + hour), resume('c', t0 + hour)])
    expect(deadlines).toEqual([])
    expect(engine.nextDue()).toBe(due)
  })

  test('what stands for 800 days is forgotten', () => {
    const engine = createEngine(bundleOf(deadline()))
    engine.observe([filed('a', t0)])
    engine.observe([pause('b', t0 + hour)])
    engine.due(t0 + deadlineReachMs)
    expect(engine.size().openDeadlines).toBe(0)
    expect(rowsNamed(engine, 'deadline')).toBe(0)
  })
})

const turning = sampleBundle([
  { ...deadline({ within: '2h', remind: ['90m', '30m'] }), id: 'a.wall' },
  { ...deadline({ within: '8wh', remind: ['1wh'], restart: 'repayment.received' }), id: 'a.working' },
  { ...deadline({ within: '1wd', remind: ['2wh'], restart: 'complaint.filed' }), id: 'a.days' },
])
const log = fc
  .array(
    fc.record({
      minutes: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 4_000 })),
      type: fc.constantFrom(
        ...(['complaint.filed', 'complaint.answered', 'repayment.received'] as const),
        ...(['application.withdrawn', 'application.submitted'] as const),
      ),
      subject: fc.constantFrom('s1', 's2'),
    }),
    { maxLength: 30 },
  )
  .map((rows) =>
    rows
      .map(({ minutes, type, subject }, i) => sampleEvent(`e${i}`, t0 + minutes * 60_000, {}, { type, subject }))
      .sort(compareEvents),
  )
const end = t0 + 10 * day

describe('in any log', () => {
  property.prop([log], { numRuns: 200 })(
    'the engine finds what the reference finds, in whatever order events came',
    (events) => {
      const found = evaluateEngine(turning, events, end)
      expect(found).toEqual(evaluateReference(turning, [...events].reverse(), end))
    },
  )

  property.prop([log, fc.nat()], { numRuns: 100 })(
    'a stored snapshot goes on where it stood, paused or not',
    (events, cut) => {
      const groups = [...byMillisecond(events)]
      const at = groups.length === 0 ? 0 : cut % groups.length
      const whole = createEngine(turning)
      for (const group of groups.slice(0, at)) whole.observe(group)
      const stored = storedOf(whole)
      const second = createEngine(turning)
      goOnFrom(second, stored)
      expect(storedOf(second)).toBe(stored)
      expect(second.nextDue()).toBe(whole.nextDue())
      for (const group of groups.slice(at)) expect(second.observe(group)).toEqual(whole.observe(group))
      expect(second.due(end)).toEqual(whole.due(end))
      expect(storedOf(second)).toBe(storedOf(whole))
    },
  )
})
