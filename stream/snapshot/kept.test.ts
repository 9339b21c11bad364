import type { Event } from '@mingjing/rules/events/event.ts'
import { expect, test } from 'vitest'
import { emptyState } from '../block/state.ts'
import { admit, lateness, release } from '../order/order.ts'
import { trialBundle } from '../test/rules.ts'
import { keep, restore } from './kept.ts'

const wall = Date.UTC(2026, 2, 2)
const event = (id: string, time: number): Event => ({
  id,
  source: 'bank',
  type: 'application.submitted',
  time,
  subject: 'A1',
  orgunit: 'b01',
  data: {},
})

test('recovery need not read far back for an event that waited long for its time', () => {
  const bundle = trialBundle()
  const state = emptyState(bundle)
  admit(state.order, { offset: 7, event: event('ahead', wall + 3_600_000) }, wall)
  // An hour and many records later its time has nearly come.
  const now = wall + 3_600_000 + lateness / 2
  admit(state.order, { offset: 999_999, event: event('now', now) }, now)
  state.next = 1_000_000
  const kept = keep(state)
  expect(kept.head.waiting).toEqual([[999_999, 1_000_000]])
  const again = restore(kept, bundle)
  expect([...release(again.order, now)].flat().map(({ id }) => id)).toEqual(['ahead'])
})
