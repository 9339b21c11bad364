import { describe, expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { type Sample, sampleBundle, sampleEvent, sampleFile } from '../testing/sample.ts'
import { goOnFrom, storedOf } from '../testing/stored.ts'
import { createEngine } from './engine.ts'
import { byMillisecond, evaluateEngine } from './evaluate.ts'

const unread: Sample = { kind: 'match', id: 'a.unread', where: 'readSeconds < 30', amount: 'amount' }
const related: Sample = { kind: 'match', id: 'a.related', where: 'related' }
const unpaid: Sample = {
  kind: 'deadline',
  id: 'a.unpaid',
  expect: 'disbursement.made',
  within: '5s',
  remind: ['1s'],
}
const score = (more: Record<string, unknown> = {}): Sample => ({
  kind: 'score',
  id: 'b.score',
  on: undefined,
  severity: 'high',
  of: { 'a.unread': 30, 'a.related': 30, 'a.unpaid': 40 },
  within: '10s',
  bands: [
    { from: 60, severity: 'medium' },
    { from: 100, severity: 'high' },
  ],
  ...more,
})
const bundle = sampleBundle([unread, related, unpaid, score()])
/** Times of these tests count from here. */
const start = Date.UTC(2026, 2, 10)
const decided = (id: string, time: number, data: Record<string, number | boolean>, subject = 'A') =>
  sampleEvent(id, start + time, { decision: 'approved', ...data }, { subject })
const paid = (id: string, time: number) =>
  sampleEvent(id, start + time, { product: 'home' }, { type: 'disbursement.made', subject: 'A' })

type Events = ReturnType<typeof decided>[]
const found = (events: Events, until = 1_000_000) => {
  const hits = evaluateEngine(bundle, events, start + until)
  expect(hits).toEqual(evaluateReference(bundle, events, start + until))
  return hits.filter((hit) => hit.ruleId === 'b.score')
}
const told = (events: Events, until?: number) =>
  found(events, until).map((hit) => `${Date.parse(hit.at) - start} ${hit.step} ${hit.values.sum}`)

describe('a score rises into a band', () => {
  const doubtful = { readSeconds: 5, amount: 700 }
  test.each([
    ['by two rules at one event', [decided('a', 1, { ...doubtful, related: true }), paid('p', 2)], ['1 band-1 60']],
    ['by one rule, whose second hit counts no more', [decided('a', 1, doubtful), decided('b', 2, doubtful)], 'unpaid'],
    ['by a deadline at its due time', [decided('a', 1, doubtful)], ['5001 band-1 70']],
    [
      'by two bands at once',
      [decided('a', 1, {}), decided('b', 5001, { ...doubtful, related: true })],
      ['5001 band-2 100'],
    ],
    [
      'into the higher band later',
      [decided('a', 1, { ...doubtful, related: true })],
      ['1 band-1 60', '5001 band-2 100'],
    ],
    [
      'anew after the first hit has left the window',
      [
        decided('a', 1, { related: true, ...doubtful }),
        paid('p', 2),
        decided('b', 10_001, { related: true, ...doubtful }),
        paid('q', 10_002),
      ],
      ['1 band-1 60', '10001 band-1 60'],
    ],
    [
      'never across subjects',
      [decided('a', 1, doubtful), paid('p', 2), decided('b', 3, { related: true }, 'B')],
      ['5003 band-1 70'],
    ],
  ])('%s', (_, events, hits) => {
    if (hits === 'unpaid') expect(told(events)).toEqual(['5001 band-1 70'])
    else expect(told(events)).toEqual(hits)
  })

  test('until judged, it is not known', () => expect(told([decided('a', 1, doubtful)], 5000)).toEqual([]))

  test('and the hit says which rules counted, by what, with the severity of the band', () => {
    const [hit] = found([decided('a', 1, { ...doubtful, related: true }), paid('p', 2)])
    expect(hit).toMatchObject({ key: 'A', subject: 'A', triggerId: 'test#a', severity: 'medium', evidence: ['test#a'] })
    expect(hit!.values).toEqual({ sum: 60, 'a.related': 30, 'a.unread': 30 })
    // The greatest by rule id triggers: a.unread, whose amount it is.
    expect(hit!.amount).toBe(700)
  })
})

test('one event that brings a score up twice makes two hits of different identity', () => {
  const late: Sample = { ...unpaid, id: 'a.later', within: '40s', remind: ['1s'] }
  const rules = [
    unpaid,
    late,
    score({ of: { 'a.unpaid': 60, 'a.later': 60 }, bands: [{ from: 60, severity: 'high' }] }),
  ]
  const both = sampleBundle(rules)
  const events = [decided('a', 1, {})]
  const hits = evaluateEngine(both, events, start + 1e6).filter((hit) => hit.ruleId === 'b.score')
  expect(hits.map((hit) => [hit.triggerId, hit.step])).toEqual([
    ['test#a', 'band-1'],
    ['test#a', 'band-1'],
  ])
  expect(new Set(hits.map((hit) => hit.hitId)).size).toBe(2)
  expect(evaluateReference(both, events, start + 1e6).filter((hit) => hit.ruleId === 'b.score')).toEqual(hits)
})

describe('in the stream', () => {
  test('a score waits until its millisecond is over, says when, and where it comes from', () => {
    const engine = createEngine(bundle)
    const event = decided('a', 100, { readSeconds: 5, related: true, actor: 7 })
    expect(engine.match(event)).toHaveLength(2)
    expect(engine.observe([event]).hits).toEqual([])
    expect(engine.nextDue()).toBe(start + 100)
    const due = engine.due(start + 100)
    expect(due.hits.map((hit) => hit.step)).toEqual(['band-1'])
    expect(due.origins?.get(due.hits[0]!)).toMatchObject({ orgunit: 'b01-s01-o1', triggerAt: start + 100 })
    expect(engine.nextDue()).toBe(start + 4100)
  })

  test('going on from a stored snapshot changes nothing', () => {
    const events = Array.from({ length: 80 }, (_, i) =>
      i % 9 === 5
        ? paid(`e${String(i).padStart(2, '0')}`, i * 2900)
        : decided(`e${String(i).padStart(2, '0')}`, i * 2900, { readSeconds: (i * 13) % 60, related: i % 5 === 0 }),
    )
    let engine = createEngine(bundle)
    const hits = [...byMillisecond(events)].flatMap((group) => {
      const stored = storedOf(engine)
      engine = goOnFrom(createEngine(bundle), stored)
      expect(storedOf(engine)).toBe(stored)
      return engine.observe(group).hits
    })
    hits.push(...engine.due(start + 1e6).hits)
    const whole = evaluateEngine(bundle, events, start + 1e6).filter((hit) => hit.ruleId === 'b.score')
    expect(whole.length).toBeGreaterThan(5)
    expect(hits.filter((hit) => hit.ruleId === 'b.score')).toEqual(whole)
  })
})

describe('what a score may not be', () => {
  const codes = (sample: Sample, others: readonly Sample[] = [unread, related, unpaid]) => {
    const { bundle: made, problems } = makeBundle({ files: [...others, sample].map(sampleFile) })
    return { problems, ids: made.rules.map(({ id }) => id) }
  }
  test.each([
    ['over a rule that is not there', { of: { 'a.unred': 100 } }, 'unknown-rule', /did you mean "a.unread"/],
    ['with a band never reached', { of: { 'a.unread': 30, 'a.related': 30 } }, 'bands', /weigh 60/],
    [
      'with bands out of order',
      {
        bands: [
          { from: 60, severity: 'low' },
          { from: 60, severity: 'high' },
        ],
      },
      'bands',
      /above/,
    ],
    ['less severe than its last band', { severity: 'low' }, 'bands', /last band, high/],
    ['in working days', { within: '3wd' }, 'duration', /wall-clock/],
    ['without weight', { of: { 'a.unread': 0 } }, 'shape', /a.unread/],
    ['with events of its own', { on: 'approval.decided' }, 'shape', /no field "on"/],
  ])('%s', (_, more, code, message) => {
    const { problems, ids } = codes(score(more))
    expect(problems.map((problem) => problem.code)).toContain(code)
    expect(problems.map((problem) => problem.message).join('\n')).toMatch(message)
    expect(ids).not.toContain('b.score')
  })

  test('over a score', () => {
    const over = score({ id: 'c.score', of: { 'b.score': 60 }, bands: [{ from: 60, severity: 'high' }] })
    const { problems } = codes(over, [unread, related, unpaid, score()])
    expect(problems[0]).toMatchObject({ code: 'unknown-rule', path: 'c.score.yaml', length: '"b.score"'.length - 2 })
  })
})
