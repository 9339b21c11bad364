import { expect, test } from 'vitest'
import type { Officer } from './decide.ts'
import { evenOut, type Held } from './even-out.ts'

const officer = (id: string, load: number, differing: Partial<Officer> = {}): Officer => ({
  ...{ id, orgunit: 'hq', stages: null, classes: null, capacity: 20, load, absent: false, alsoCountsAs: [] },
  ...differing,
})
const held = (id: string, assignee: string, differing: Partial<Held> = {}): Held => ({
  ...{ id, assignee, orgunit: 'b01', stage: 'issuance', class: 'operational', severity: 'medium', actors: [] },
  ...{ priority: 30, openedAt: 0 },
  ...differing,
})
const ofA = (n: number, differing: Partial<Held> = {}) =>
  Array.from({ length: n }, (_, i) => held(`i${i}`, 'a', differing))

test('from the fullest to the emptiest until no move makes it more even', () => {
  expect(evenOut(ofA(4), [officer('a', 8), officer('b', 0)])).toEqual([
    { issue: 'i0', from: 'a', to: 'b' },
    { issue: 'i1', from: 'a', to: 'b' },
  ])
})

test('what is even stays', () => {
  expect(evenOut([...ofA(2), held('x', 'b')], [officer('a', 4), officer('b', 2)])).toEqual([])
})

test('load counts against what each bears', () => {
  expect(evenOut(ofA(4), [officer('a', 8, { capacity: 80 }), officer('b', 2, { capacity: 10 })])).toEqual([])
})

test('nothing goes to who may not, cannot or is away', () => {
  const officers = [
    officer('a', 40),
    officer('b', 0, { orgunit: 'b02' }),
    officer('c', 0, { stages: ['limit'] }),
    officer('d', 0, { absent: true }),
    officer('e', 0, { capacity: 0 }),
  ]
  expect(evenOut(ofA(4, { actors: ['f'] }), [...officers, officer('f', 0)])).toEqual([])
})

test('who is away gives everything, the least grave first', () => {
  const mine = [held('grave', 'a', { priority: 90 }), held('light', 'a')]
  expect(evenOut(mine, [officer('a', 4, { absent: true }), officer('b', 10)]).map(({ issue }) => issue)).toEqual([
    'light',
    'grave',
  ])
})

test('nothing is moved twice, and the order told in changes nothing', () => {
  const officers = ['a', 'b', 'c', 'd'].map((id, i) => officer(id, i === 0 ? 40 : i))
  const issues = ofA(20)
  const moves = evenOut(issues, officers)
  expect(new Set(moves.map(({ issue }) => issue)).size).toBe(moves.length)
  expect(evenOut(issues.toReversed(), officers.toReversed())).toEqual(moves)
})
