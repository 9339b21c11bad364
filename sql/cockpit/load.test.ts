import { expect, test } from 'vitest'
import { loadOf, type OutletDay, suggestionsOf } from './load.ts'

const rates = { shownUp: 0.5, atCounter: 0.6, seconds: 600 }
const outlet = (orgunit: string, differing: Partial<OutletDay> = {}): OutletDay => ({
  orgunit,
  usual: { 20: 5, 21: 5, 22: 10, 23: 2 },
  walkInsToday: 10,
  booked: { 22: 4, 30: 3 },
  windows: { 22: 2, 23: 2 },
  ...differing,
})

test('arrivals are the usual ones at today’s pace and the booked who come; counters keep a fifth of their time', () => {
  const { pace, slots } = loadOf(outlet('b01-s01-o1'), rates, 22, [22, 23])
  // Ten by now, as many as usual.
  expect(pace).toBe(1)
  // 10 + 4 × 0.5 customers × 0.6 × 600 s in 1800 s.
  expect(slots[0]).toMatchObject({ walkIns: 10, booked: 2, windows: 2, needed: 3 })
  expect(slots[0]!.load).toBeCloseTo(2.4, 12)
  expect(slots[1]).toMatchObject({ walkIns: 2, booked: 0, needed: 1 })
  expect(loadOf(outlet('b01-s01-o1', { walkInsToday: 25 }), rates, 22, [23]).pace).toBe(2)
  // A quarter of the half hour that has begun counts as usual so far.
  expect(loadOf(outlet('b01-s01-o1'), rates, 22.5, [23]).pace).toBe(15 / 20)
})

test('a half hour that most likely sees nobody needs no counter, one with an appointment does', () => {
  const quiet = outlet('b01-s01-o1', { usual: { 22: 0.6, 23: 0.8, 24: 0.6 }, walkInsToday: 0, booked: { 24: 1 } })
  const { slots } = loadOf(quiet, rates, 22, [22, 23, 24])
  expect(slots.map(({ needed }) => needed)).toEqual([0, 1, 1])
})

test('the shortest are helped first, from next door when there are two to spare, else by opening', () => {
  const days = new Map<string, OutletDay>()
  const load = (day: OutletDay) => {
    days.set(day.orgunit, day)
    return loadOf(day, rates, 22, [22, 23])
  }
  const short = load(outlet('b01-s01-o1', { booked: {} }))
  const shorter = load(outlet('b01-s02-o1', { windows: { 22: 1, 23: 1 } }))
  const idle = load(outlet('b01-s01-o2', { usual: { 20: 10 }, booked: { 40: 7 }, windows: { 22: 4, 23: 4 } }))
  const shut = load(outlet('b01-s01-o3', { usual: {}, walkInsToday: 0, booked: {}, windows: {} }))
  expect(suggestionsOf([short, shorter, idle, shut], days)).toMatchObject([
    { kind: 'open', orgunit: 'b01-s02-o1', short: 2, halfHours: 1 },
    { kind: 'shift', orgunit: 'b01-s01-o1', short: 1, from: 'b01-s01-o2', spare: 4 },
  ])
  expect(suggestionsOf([idle], days)).toMatchObject([{ kind: 'invite', orgunit: 'b01-s01-o2', spare: 4, later: 7 }])
  expect(suggestionsOf([shut], days)).toEqual([])
})
