import type { Event } from '@mingjing/rules/events/event.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMilestones, enter, type Milestone, sweep } from './milestones.ts'

const day = 86_400_000
const start = Date.UTC(2026, 2, 2, 2)
const event = (type: Event['type'], after: number, data: Event['data'] = {}, id = `${type}-${after}`): Event => ({
  id,
  source: 'core',
  type,
  time: start + after,
  subject: 'app-1',
  orgunit: 'b01-s01-o1',
  data,
})
const working = (from: number, to: number) => (to - from) / 2

const standing = (rows: readonly Milestone[]): Milestone[] => {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const key = JSON.stringify({ ...row, sign: 1 })
    counts.set(key, (counts.get(key) ?? 0) + row.sign)
  }
  expect([...counts.values()].every((count) => count === 0 || count === 1)).toBe(true)
  return [...counts].filter(([, count]) => count === 1).map(([key]) => JSON.parse(key) as Milestone)
}

test('a step knows how long after the one before and after the submission it came', () => {
  const milestones = createMilestones()
  enter(milestones, event('estimate.made', -60_000, { product: 'card', channel: 'mobile' }), working)
  enter(milestones, event('application.submitted', 0, { product: 'car', channel: 'counter', amount: 500 }), working)
  const [decided] = enter(
    milestones,
    event('approval.decided', 3_600_999, { decision: 'approved', mode: 'manual', actor: 's1' }),
    working,
  )
  expect(decided).toEqual({
    subject: 'app-1',
    step: 'decided',
    at: start + 3_600_999,
    since_previous_s: 3600,
    since_start_s: 3600,
    working_s_since_start: 1800,
    orgunit: 'b01-s01-o1',
    product: 'car',
    channel: 'counter',
    actor: 's1',
    decision: 'approved',
    mode: 'manual',
    suggestion: null,
    amount: null,
    sign: 1,
  })
})

test('what comes before the submission has no time since the start', () => {
  const milestones = createMilestones()
  enter(milestones, event('application.submitted', 0), working)
  const rows = enter(milestones, event('estimate.made', -1000), working)
  expect(rows.map((row) => [row.step, row.sign, row.since_previous_s, row.since_start_s])).toEqual([
    ['submitted', -1, null, 0],
    ['estimated', 1, null, null],
    ['submitted', 1, 1, 0],
  ])
})

test('being sent back is not a decision, and an overdue stage is a step of its own', () => {
  const milestones = createMilestones()
  expect(enter(milestones, event('approval.decided', 0, { decision: 'returned' }), working)[0]?.step).toBe('sent-back')
  expect(enter(milestones, event('collection.staged', 1, { stage: 'M2' }), working)[0]?.step).toBe('M2')
  expect(enter(milestones, event('transaction.posted', 2), working)).toEqual([])
})

const facts: Event[] = [
  event('estimate.made', -5000, { product: 'home', channel: 'h5' }),
  event('application.submitted', 0, { product: 'car', amount: 7 }),
  event('review.completed', 1000, { channel: 'counter' }, 'r1'),
  event('review.completed', 2000, { actor: 's2' }, 'r2'),
  event('approval.decided', 2000, { decision: 'approved' }),
  event('disbursement.made', 9000, { product: 'consumption' }),
]

test('the standing rows do not depend on the order of arrival', () => {
  const collect = (events: readonly Event[]) => {
    const milestones = createMilestones()
    return standing(events.flatMap((item) => enter(milestones, item, working))).sort((a, b) =>
      a.step < b.step ? -1 : 1,
    )
  }
  const expected = collect(facts)
  expect(expected).toHaveLength(5)
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
      expect(collect(shuffled)).toEqual(expected)
    }),
  )
})

test('a case long quiet is forgotten, a lively one is not', () => {
  const milestones = createMilestones()
  enter(milestones, event('application.submitted', 0), working)
  sweep(milestones, start + 59 * day)
  expect(milestones.cases.size).toBe(1)
  sweep(milestones, start + 61 * day)
  expect(milestones.cases.size).toBe(0)
})
