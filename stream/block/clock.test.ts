import { type Event, factKey } from '@mingjing/rules/events/event.ts'
import { expect, test } from 'vitest'
import { remember } from '../dedupe/seen.ts'
import { admit, release } from '../order/order.ts'
import { trialBundle } from '../test/rules.ts'
import { judgedAt, reached } from './clock.ts'
import { emptyState } from './state.ts'

const start = Date.UTC(2026, 2, 2)
const wall = start + 3_600_000
const record = (id: string, ms: number) => {
  const event: Event = {
    id,
    source: 'core',
    type: 'transaction.posted',
    time: start + ms,
    subject: 's',
    orgunit: 'hq',
    data: {},
  }
  return { kind: 'event' as const, offset: 0, event, personal: [] }
}
const dead = { kind: 'deadLetter', offset: 9, text: '', code: 'json', field: '', reason: '' } as const

test('the clock follows the newest event that counts, up to the wall clock', () => {
  const state = emptyState(trialBundle())
  expect(reached(state, [dead, record('future', 3_600_001)], wall)).toBe(0)
  expect(reached(state, [record('a', 5), record('b', 9), record('c', 7), record('future', 3_600_001)], wall)).toBe(
    start + 9,
  )
})

test('a repeat does not move it, whatever time it carries, and neither does a late event', () => {
  const state = emptyState(trialBundle())
  admit(state.order, record('a', 5), wall)
  remember(state.seen, factKey(record('a', 5).event), start + 5)
  expect(reached(state, [record('a', 900_000)], wall)).toBe(start + 5)
  expect(reached(state, [record('b', 7), record('b', 900_000)], wall)).toBe(start + 7)
  for (const _ of release(state.order, start + 60_000)) {
  }
  expect(reached(state, [record('late', 50_000)], wall)).toBe(start + 5)
})

test('nothing is told to have been judged in 1970', () => {
  const answers = { wall, known: [] }
  expect(judgedAt({ clock: 0, answers })).toBe(wall)
  expect(judgedAt({ clock: start, answers })).toBe(start)
})
