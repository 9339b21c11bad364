import { describe, expect, test } from 'vitest'
import type { Event } from '../events/event.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { type Sample, sampleBundle, sampleEvent } from '../testing/sample.ts'
import { rowsNamed } from '../testing/stored.ts'
import { lateHorizonMs } from './deadline.ts'
import { createEngine } from './engine.ts'
import { evaluateEngine } from './evaluate.ts'

/** Tuesday 2026-03-10, 10:00 in China. */
const t0 = Date.UTC(2026, 2, 10, 2)
const hour = 3_600_000

const deadline = (rest: Record<string, unknown> = {}): Sample => ({
  kind: 'deadline',
  on: 'complaint.filed',
  expect: 'complaint.answered',
  within: '24h',
  ...rest,
})
const filed = (id: string, ms: number, rest: Partial<Event> = {}) =>
  sampleEvent(id, ms, { topic: 'fee', actor: 'u1', product: 'card' }, { type: 'complaint.filed', ...rest })
const answered = (id: string, ms: number, rest: Partial<Event> = {}) =>
  sampleEvent(id, ms, { result: 'pass', actor: 'u2' }, { type: 'complaint.answered', ...rest })

const hitsOf = (sample: Sample, events: Event[], until: number, parameters = {}) => {
  const bundle = sampleBundle([sample], parameters)
  const hits = evaluateEngine(bundle, events, until)
  expect(hits).toEqual(evaluateReference(bundle, events, until))
  return hits.map((hit) => [hit.step, hit.triggerId, Date.parse(hit.at)] as const)
}

describe('when a deadline is missed', () => {
  const due = t0 + 24 * hour

  test('it breaches at its due time, not before and whenever it is noticed', () => {
    expect(hitsOf(deadline(), [filed('a', t0)], due - 1)).toEqual([])
    expect(hitsOf(deadline(), [filed('a', t0)], due)).toEqual([['breach', 'test#a', due]])
    expect(hitsOf(deadline(), [filed('a', t0)], due + 99 * hour)).toEqual([['breach', 'test#a', due]])
  })

  test('the answer in the very millisecond of the due time is in time, one later is late', () => {
    expect(hitsOf(deadline(), [filed('a', t0), answered('b', due)], due + hour)).toEqual([])
    expect(hitsOf(deadline(), [filed('a', t0), answered('b', due + 1)], due + hour)).toHaveLength(1)
  })

  test('an answer in the millisecond of the opening meets it, one before does not', () => {
    expect(hitsOf(deadline(), [filed('b', t0), answered('a', t0)], due)).toEqual([])
    expect(hitsOf(deadline(), [answered('a', t0 - 1), filed('b', t0)], due)).toHaveLength(1)
  })

  test('one answer meets all that are open under the key, and no other key', () => {
    const events = [filed('a', t0), filed('b', t0 + hour), answered('c', t0 + 2 * hour)]
    expect(hitsOf(deadline(), events, due + 9 * hour)).toEqual([])
    const other = [filed('a', t0), answered('c', t0 + 2 * hour, { subject: 'A-2' })]
    expect(hitsOf(deadline(), other, due)).toHaveLength(1)
  })

  test('only an event passing expectWhere meets it', () => {
    const rule = deadline({ expectWhere: "result == 'clear'" })
    expect(hitsOf(rule, [filed('a', t0), answered('b', t0 + hour)], due)).toHaveLength(1)
  })
})

describe('reminders', () => {
  const rule = deadline({ within: '24h', remind: ['4h', '1h', '30h'] })
  const due = t0 + 24 * hour

  test('come before the due time in order of time; one before the opening does not exist', () => {
    expect(hitsOf(rule, [filed('a', t0)], due)).toEqual([
      ['remind-1', 'test#a', due - 4 * hour],
      ['remind-2', 'test#a', due - hour],
      ['breach', 'test#a', due],
    ])
  })

  test('stop once it is met', () => {
    expect(hitsOf(rule, [filed('a', t0), answered('b', due - 2 * hour)], due)).toEqual([
      ['remind-1', 'test#a', due - 4 * hour],
    ])
  })

  test('each has an id of its own', () => {
    const ids = evaluateEngine(sampleBundle([rule]), [filed('a', t0)], due).map((hit) => hit.hitId)
    expect(new Set(ids).size).toBe(3)
  })
})

describe('working time', () => {
  test('three working days from a Friday end on Wednesday at closing', () => {
    const friday = Date.UTC(2026, 2, 13, 2)
    expect(hitsOf(deadline({ within: '3wd', remind: ['2wh'] }), [filed('a', friday)], friday + 300 * hour)).toEqual([
      ['remind-1', 'test#a', Date.UTC(2026, 2, 18, 7, 30)],
      ['breach', 'test#a', Date.UTC(2026, 2, 18, 9, 30)],
    ])
  })

  test('a branch may have its own time', () => {
    const rule = deadline({ within: 'param.allowed', params: { allowed: { default: '3wd' } } })
    const parameters = { 'sample.rule': { allowed: { b01: '2h' } } }
    const events = [filed('a', t0), filed('b', t0, { orgunit: 'b02', subject: 'A-2' })]
    expect(hitsOf(rule, events, t0 + 5 * hour, parameters)).toEqual([['breach', 'test#a', t0 + 2 * hour]])
  })
})

describe('the life of a deadline', () => {
  const due = t0 + 24 * hour
  const told = (changes: { state: string; step: string | null; at: number }[]) =>
    changes.map(({ state, step, at }) => [state, step, at])

  test('open, reminded, breached, met late', () => {
    const engine = createEngine(sampleBundle([deadline({ remind: ['4h'] })]))
    const opened = engine.observe([filed('a', t0)]).deadlines
    expect(opened).toEqual([
      {
        ruleId: 'sample.rule',
        ruleVersion: 1,
        key: 'A-0001',
        subject: 'A-0001',
        orgunit: 'b01-s01-o1',
        product: 'card',
        actor: 'u1',
        triggerId: 'test#a',
        openedAt: t0,
        dueAt: due,
        state: 'open',
        step: null,
        at: t0,
      },
    ])
    expect(engine.size().openDeadlines).toBe(1)
    expect(told(engine.due(due - 4 * hour).deadlines)).toEqual([['reminded', 'remind-1', due - 4 * hour]])
    expect(engine.size().openDeadlines).toBe(1)
    expect(told(engine.due(due + hour).deadlines)).toEqual([['breached', 'breach', due]])
    expect(engine.size().openDeadlines).toBe(0)
    expect(told(engine.observe([answered('b', due + 2 * hour)]).deadlines)).toEqual([['met', null, due + 2 * hour]])
    expect(engine.observe([answered('c', due + 3 * hour)]).deadlines).toEqual([])
  })

  test('steps nobody fired before the next group fire with it, first', () => {
    const engine = createEngine(sampleBundle([deadline()]))
    engine.observe([filed('a', t0)])
    const { hits, deadlines } = engine.observe([answered('b', due + 5)])
    expect(hits.map((hit) => hit.at)).toEqual([new Date(due).toISOString()])
    expect(told(deadlines)).toEqual([
      ['breached', 'breach', due],
      ['met', null, due + 5],
    ])
  })

  test('after the horizon a breached one is forgotten', () => {
    const engine = createEngine(sampleBundle([deadline()]))
    engine.observe([filed('a', t0)])
    engine.due(due + lateHorizonMs)
    expect(rowsNamed(engine, 'deadline')).toBe(0)
    expect(engine.observe([answered('b', due + lateHorizonMs + 1)]).deadlines).toEqual([])
  })
})
