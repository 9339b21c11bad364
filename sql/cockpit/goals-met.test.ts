import { expect, test } from 'vitest'
import { indicatorNamed } from '../indicators/catalogue.ts'
import { gapTo, goalBy } from './goals-met.ts'

const goal = (indicator: string, orgunit: string, month: string, value: number) => ({
  ...{ indicator, orgunit, product: '', month, value },
})
const of = (id: string) => indicatorNamed(id)!

test('what is counted is due by the days gone; what is held, and a share, whole', () => {
  const booked = ['b01-s01', 'b01-s02'].flatMap((unit) => [
    goal('appointments.booked', unit, '2026-03', 310),
    goal('appointments.booked', unit, '2026-04', 300),
  ])
  const ten = { from: '2026-03-01', to: '2026-03-11' }
  expect(goalBy(booked, of('appointments.booked'), 'b01-s01', ten)).toBe(100)
  expect(goalBy(booked, of('appointments.booked'), 'b01', ten)).toBe(200)
  expect(goalBy(booked, of('appointments.booked'), 'b01-s01', { from: '2026-03-22', to: '2026-04-11' })).toBe(200)
  expect(goalBy(booked, of('appointments.booked'), 'b01-s01-o1', ten)).toBeNull()
  expect(goalBy(booked, of('appointments.booked'), 'b01', { from: '2026-04-30', to: '2026-05-02' })).toBeNull()
  const held = [goal('business.deposits', 'b01', '2026-03', 500)]
  expect(goalBy(held, of('business.deposits'), 'b01', ten)).toBe(500)
})

test('a share set above holds for units below without their own', () => {
  const shares = [
    goal('appointments.shown-up', 'hq', '2026-03', 880_000),
    goal('appointments.shown-up', 'b01', '2026-03', 900_000),
  ]
  const march = { from: '2026-03-01', to: '2026-04-01' }
  const due = (unit: string) => goalBy(shares, of('appointments.shown-up'), unit, march)
  expect([due('b01-s01'), due('b02-s01'), due('hq')]).toEqual([0.9, 0.88, 0.88])
})

test('behind is below zero, whichever way is good', () => {
  expect(gapTo(80, 100, 'more')).toBeCloseTo(-0.2, 12)
  expect(gapTo(0.2, 0.1, 'less')).toBeCloseTo(-1, 12)
  expect(gapTo(0.05, 0.1, 'less')).toBeCloseTo(0.5, 12)
  expect(gapTo(null, 100, 'more')).toBeNull()
  expect(gapTo(5, 0, 'more')).toBeNull()
})
