import type { Event } from '@mingjing/rules/events/event.ts'
import { compareEvents } from '@mingjing/rules/hits/order.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  admit,
  createOrder,
  futureAllowance,
  hold,
  lateness,
  mostAhead,
  mostWaitingAhead,
  oldestWaiting,
  release,
  waitingAhead,
  waitingOffsets,
  watermark,
} from './order.ts'

const wall = Date.UTC(2026, 2, 2)
const event = (time: number, id = `e${time}`, source = 'core'): Event => ({
  id,
  source,
  type: 'transaction.posted',
  time: wall + time,
  subject: 's',
  orgunit: 'hq',
  data: {},
})
const ids = (groups: Iterable<Event[]>) => [...groups].map((group) => group.map((item) => item.id))

test('what is older than the watermark when it comes is late, however blocks are cut', () => {
  const order = createOrder()
  expect(admit(order, { offset: 0, event: event(0) }, wall)).toBe('ok')
  expect(admit(order, { offset: 1, event: event(-lateness + 1) }, wall)).toBe('ok')
  expect(admit(order, { offset: 2, event: event(-lateness) }, wall)).toBe('late')
  expect(order.size).toBe(2)
})

test('groups come in time order, one per millisecond, sorted by source and id', () => {
  const order = createOrder()
  const events = [event(5, 'b'), event(3, 'x'), event(5, 'a'), event(5, 'c', 'app'), event(9, 'later')]
  for (const [offset, item] of events.entries()) admit(order, { offset, event: item }, wall)
  expect(ids(release(order, wall + 8))).toEqual([['x'], ['c', 'a', 'b']])
  expect(order.frontier).toBe(wall + 8)
  expect(order.size).toBe(1)
  expect(ids(release(order, wall + 7))).toEqual([])
  expect(order.frontier).toBe(wall + 8)
})

test('a future-dated event waits and does not push the watermark', () => {
  const order = createOrder()
  admit(order, { offset: 0, event: event(0) }, wall)
  expect(admit(order, { offset: 1, event: event(futureAllowance + 1, 'future') }, wall)).toBe('ok')
  expect(watermark(order)).toBe(wall - lateness)
  expect(admit(order, { offset: 2, event: event(1) }, wall)).toBe('ok')
  expect(admit(order, { offset: 3, event: event(futureAllowance) }, wall)).toBe('ok')
  expect(watermark(order)).toBe(wall)
})

test('waiting offsets are ranges, and holding the same events again gives the same buffer', () => {
  const order = createOrder()
  for (const offset of [7, 3, 4, 5, 9]) admit(order, { offset, event: event(offset) }, wall)
  expect(waitingOffsets(order, () => true)).toEqual([
    [3, 6],
    [7, 8],
    [9, 10],
  ])
  const again = createOrder()
  for (const offset of [3, 4, 5, 7, 9]) hold(again, { offset, event: event(offset) })
  expect(ids(release(again, wall + 100))).toEqual(ids(release(order, wall + 100)))
})

test('any arrival order releases every on-time event once, in (time, source, id) order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -30_000, max: 30_000 }), { maxLength: 60 }), (times) => {
      const order = createOrder()
      const admitted: Event[] = []
      const released: Event[] = []
      for (const [offset, time] of times.entries()) {
        const item = event(time, `e${offset}`)
        if (admit(order, { offset, event: item }, wall + 60_000) === 'ok') admitted.push(item)
        if (offset % 7 === 0) released.push(...[...release(order, watermark(order))].flat())
      }
      released.push(...[...release(order, wall + 60_000)].flat())
      expect(released).toEqual(admitted.sort(compareEvents))
    }),
  )
})

test('a month ahead is waited for, and not a millisecond more', () => {
  const order = createOrder()
  expect(waitingAhead(order)).toBe(0)
  expect(admit(order, { offset: 0, event: event(mostAhead) }, wall)).toBe('ok')
  expect(admit(order, { offset: 1, event: event(mostAhead + 1) }, wall)).toBe('tooFar')
  expect(oldestWaiting(order)).toBe(wall + mostAhead)
  expect(waitingAhead(order)).toBe(1)
})

test('so many wait for a time that has not come, and no more until it comes', () => {
  const order = createOrder()
  const future = (n: number) => ({ offset: n, event: event(futureAllowance + 1 + n) })
  admit(order, { offset: 0, event: event(0) }, wall)
  const verdicts = Array.from({ length: mostWaitingAhead }, (_, n) => admit(order, future(n), wall))
  expect(new Set(verdicts)).toEqual(new Set(['ok']))
  expect(admit(order, future(mostWaitingAhead), wall)).toBe('tooMany')
  // What may be believed is no matter of room.
  expect(admit(order, { offset: 1, event: event(futureAllowance) }, wall)).toBe('ok')
  // Ten of them are passed by time, one more by an event that is believed when the clock has gone on.
  expect([...release(order, wall + futureAllowance + 10)].flat()).toHaveLength(12)
  expect(waitingAhead(order)).toBe(mostWaitingAhead - 10)
  admit(order, { offset: 2, event: event(futureAllowance + 11) }, wall + 11)
  expect(waitingAhead(order)).toBe(mostWaitingAhead - 11)
  expect(admit(order, future(mostWaitingAhead), wall)).toBe('ok')
})

test('what was let go waits no more; of several events of one record the offset counts once', () => {
  const order = createOrder()
  for (const [offset, ms] of [
    [3, 5],
    [3, 6],
    [4, 9],
    [8, 9],
  ] as const)
    hold(order, { offset, event: event(ms) })
  expect(oldestWaiting(order)).toBe(wall + 5)
  expect(waitingOffsets(order, () => true)).toEqual([
    [3, 5],
    [8, 9],
  ])
  expect(waitingOffsets(order, ({ offset }) => offset !== 4)).toEqual([
    [3, 4],
    [8, 9],
  ])
  expect([...release(order, wall + 6)].flat()).toHaveLength(2)
  expect(waitingOffsets(order, () => true)).toEqual([
    [4, 5],
    [8, 9],
  ])
})
