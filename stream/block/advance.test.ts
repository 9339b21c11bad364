import type { Event } from '@mingjing/rules/events/event.ts'
import { describe, expect, test } from 'vitest'
import { type DecodedRecord, decodeWire } from '../decode/record.ts'
import { horizon } from '../dedupe/seen.ts'
import { lateness, mostAhead } from '../order/order.ts'
import type { Plan } from '../plan/plan.ts'
import { keep, restore } from '../snapshot/kept.ts'
import { trialBundle } from '../test/rules.ts'
import { advance } from './advance.ts'
import { emptyState, type State } from './state.ts'

const bundle = trialBundle()
const start = Date.UTC(2026, 2, 2, 2)
const wall = start + 10 * 86_400_000
const minute = 60_000

const decided = (time: number, id: string, data: Event['data'] = {}): Event => ({
  id,
  source: 'core',
  type: 'approval.decided',
  time: start + time,
  subject: `app-${id}`,
  orgunit: 'b01-s01-o1',
  data: { decision: 'approved', mode: 'manual', actor: 'p1', product: 'card', readSeconds: 90, ...data },
})
const submitted = (time: number, id: string): Event => ({
  ...decided(time, id),
  type: 'application.submitted',
  data: { product: 'car', channel: 'mobile', amount: 5, customer: 'c', device: id, actor: 'p2' },
})

const block = (state: State, events: Event[], more: { clock?: number; wall?: number; known?: number[] } = {}) => {
  const records = events.map(
    (event, i): DecodedRecord => ({ kind: 'event', offset: state.next + i, event, personal: [] }),
  )
  const plan: Plan = {
    topic: 't',
    partition: 0,
    seq: state.seq + 1,
    from: state.next,
    to: state.next + events.length,
    clock: more.clock ?? 0,
    ruleSet: bundle.hash,
    answers: { wall: more.wall ?? wall, known: more.known ?? [] },
  }
  return advance(state, records, plan)
}
const steps = (of: ReturnType<typeof block>) => of.found.map(({ hit }) => `${hit.ruleId} ${hit.step}`)

test('a match rule answers at once, with what the tables want to know of its trigger', () => {
  const { found } = block(emptyState(bundle), [decided(0, 'a', { readSeconds: 5, channel: 'counter' })])
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({
    hit: { ruleId: 'trial.unread', triggerId: 'core#a' },
    orgunit: 'b01-s01-o1',
    product: 'card',
    channel: 'counter',
    actor: 'p1',
    triggerAt: start,
  })
})

test('a keyed rule waits for the watermark, and its trigger may have come in an earlier block', () => {
  const state = emptyState(bundle)
  const four = [0, 1, 2, 3].map((n) => decided(n * 1000, `d${n}`))
  expect(steps(block(state, four))).toEqual([])
  const later = block(state, [decided(3000 + lateness, 'later', { actor: 'p9' })])
  expect(steps(later)).toEqual(['trial.rapid hit'])
  expect(later.found[0]).toMatchObject({ actor: 'p1', triggerAt: start + 3000 })
  expect(later.released.map(({ id }) => id)).toEqual(['d0', 'd1', 'd2', 'd3'])
  expect(later.watermark).toBe(start + 3000)
})

test('a late event is stored and matched, but no keyed rule sees it', () => {
  const state = emptyState(bundle)
  block(state, [decided(minute, 'now')])
  const late = block(state, [decided(0, 'late', { readSeconds: 1 })])
  expect(late.accepted).toMatchObject([{ verdict: 'late', behindMs: minute - lateness }])
  expect(steps(late)).toEqual(['trial.unread hit'])
  const after = block(
    state,
    [1, 2, 3].map((n) => decided(minute + n, `n${n}`)),
    { clock: wall },
  )
  expect(steps(after)).toEqual(['trial.rapid hit'])
  expect(after.found[0]?.hit.evidence).not.toContain('core#late')
})

describe('time', () => {
  test('a deadline fires when the clock of a block without records has passed it', () => {
    const state = emptyState(bundle)
    block(state, [submitted(0, 'a')])
    expect(steps(block(state, [], { clock: start + 20 * minute + lateness - 1 }))).toEqual([])
    expect(steps(block(state, [], { clock: start + 20 * minute + lateness }))).toEqual([
      'trial.decision-in-time remind-1',
    ])
    const breach = block(state, [], { clock: start + 31 * minute })
    expect(steps(breach)).toEqual(['trial.decision-in-time remind-2', 'trial.decision-in-time breach'])
    expect(breach.found[1]).toMatchObject({ product: 'car', actor: 'p2', triggerAt: start })
    expect(breach.deadlines.map(({ state }) => state)).toEqual(['reminded', 'breached'])
  })

  test('a backlog breaches nothing it has not read yet', () => {
    const state = emptyState(bundle)
    block(state, [submitted(0, 'a')])
    const decision = { ...decided(29 * minute, 'x'), subject: 'app-a' }
    const rest = block(state, [decision, decided(5 * 60 * minute, 'y', { actor: 'p9' })])
    expect(steps(rest)).toEqual(['trial.decision-in-time remind-1', 'trial.decision-in-time remind-2'])
  })

  test('a future-dated event makes nobody late', () => {
    const state = emptyState(bundle)
    const now = start + minute
    block(state, [decided(0, 'a'), decided(86_400_000, 'tomorrow'), decided(1, 'b')], { wall: now })
    expect(state.order.newest).toBe(start + 1)
    expect(block(state, [decided(2, 'c')], { wall: now }).accepted[0]?.verdict).toBe('ok')
  })
})

describe('events dated ahead', () => {
  const now = start + minute

  test('more than 31 days ahead of the plan’s clock is a dead letter with both moments, and no repeat later', () => {
    const state = emptyState(bundle)
    const [near, far] = [
      decided(minute + mostAhead, 'near'),
      decided(minute + mostAhead + 1, 'far', { readSeconds: 1 }),
    ]
    const first = block(state, [near, far, far], { wall: now })
    expect(first.accepted.map(({ event }) => event.id)).toEqual(['near'])
    expect(first.dead).toHaveLength(2)
    expect(first.dead[0]).toMatchObject({
      offset: 1,
      code: 'future',
      field: 'time',
      reason: '2026-04-02T02:01:00.001Z is more than 31 days ahead of the clock, 2026-03-02T02:01:00.000Z',
    })
    expect(first.found).toEqual([])
    expect(state.order.size).toBe(1)
    // Sent in again by hand, as it was kept.
    const again = decodeWire(() => '')({ offset: state.next, text: first.dead[0]!.text })
    expect(again).toMatchObject({ kind: 'event', event: far })
    const later = block(state, [far, near, far], { wall: far.time })
    expect(later.accepted).toMatchObject([{ event: far, verdict: 'ok' }])
    expect(later.duplicates).toBe(2)
    expect(later.dead).toEqual([])
  })

  test('so many may wait for their time and no more, whatever a snapshot lies between', () => {
    let state = emptyState(bundle)
    const ahead = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => decided(86_400_000 + from + n, `f${from + n}`))
    expect(block(state, [decided(0, 'a'), ...ahead(0, 60_000)], { wall: now }).dead).toEqual([])
    state = restore(keep(state), bundle)
    const over = block(state, [...ahead(60_000, 40_010), decided(1, 'b')], { wall: now })
    expect(over.accepted).toHaveLength(40_001)
    expect(over.accepted.at(-1)).toMatchObject({ event: { id: 'b' }, verdict: 'ok' })
    expect(over.dead).toHaveLength(10)
    expect(over.dead[0]).toMatchObject({
      code: 'future',
      reason: expect.stringContaining('100000 events of the future'),
    })
    // Those whose time has come make room.
    const next = block(state, [decided(86_400_000 + 9, 'c'), ...ahead(200_000, 11)], { wall: start + 86_400_000 })
    expect(next.dead).toHaveLength(1)
  })
})

describe('repeats', () => {
  test('within the horizon state knows them', () => {
    const state = emptyState(bundle)
    expect(block(state, [decided(0, 'a'), decided(0, 'a')]).duplicates).toBe(1)
    expect(block(state, [decided(0, 'a')]).duplicates).toBe(1)
  })

  test('beyond it the plan holds the answer, and a repeat within the block is seen too', () => {
    const state = emptyState(bundle)
    block(state, [decided(3 * horizon, 'now')])
    const old = block(state, [decided(0, 'a'), decided(0, 'b'), decided(0, 'b')], { known: [state.next] })
    expect(old.duplicates).toBe(2)
    expect(old.accepted.map(({ event }) => event.id)).toEqual(['b'])
  })
})

test('the same records and plans give the same blocks', () => {
  const run = () => {
    const state = emptyState(bundle)
    const blocks = [0, 1, 2].map((n) =>
      block(state, [submitted(n * minute, `s${n}`), decided(n * minute, `d${n}`, { readSeconds: 3 })], { clock: 0 }),
    )
    return JSON.stringify([...blocks, block(state, [], { clock: wall })])
  }
  expect(run()).toBe(run())
})
