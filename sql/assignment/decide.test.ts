import { describe, expect, test } from 'vitest'
import { decide, type Officer, type Waiting } from './decide.ts'

const officer = (id: string, differing: Partial<Officer> = {}): Officer => ({
  ...{ id, orgunit: 'hq', stages: null, classes: null, capacity: 10, load: 0, absent: false, alsoCountsAs: [] },
  ...differing,
})
const waiting = (id: string, differing: Partial<Waiting> = {}): Waiting => ({
  ...{ id, orgunit: 'b01-s01', stage: 'issuance', class: 'operational', severity: 'medium', actors: [] },
  ...{ priority: 30, openedAt: 0 },
  ...differing,
})
const given = (issues: Waiting[], officers: Officer[]) =>
  decide(issues, officers).map(({ issue, to }) => [issue.id, to?.id ?? null])

describe('who cannot have an issue', () => {
  test.each<[string, Partial<Waiting>, Partial<Officer>, object]>([
    ['who is of another branch is not even named', {}, { orgunit: 'b02' }, {}],
    ['a unit is not those below it', { orgunit: 'b01' }, { orgunit: 'b01-s01' }, {}],
    ['a longer name is another unit', { orgunit: 'b010' }, { orgunit: 'b01' }, {}],
    ['money laundering stays at the head office', { class: 'money-laundering' }, { orgunit: 'b01' }, { class: ['a'] }],
    ['the very person', { actors: ['x', 'a'] }, {}, { concerned: ['a'] }],
    ['who stands in for the person', { actors: ['b'] }, { alsoCountsAs: ['b'] }, { concerned: ['a'] }],
    ['another stage', {}, { stages: ['limit'] }, { skill: ['a'] }],
    ['another class', {}, { classes: ['conduct'] }, { skill: ['a'] }],
    ['no class at all', {}, { classes: [] }, { skill: ['a'] }],
    ['who is away', {}, { absent: true }, { absent: ['a'] }],
    ['who has enough', {}, { load: 10 }, { full: ['a'] }],
    ['who takes none', {}, { capacity: 0 }, { full: ['a'] }],
  ])('%s', (_, issue, person, against) => {
    expect(decide([waiting('i', issue)], [officer('a', person)])).toMatchObject([{ to: null, able: [], against }])
  })

  test('with a point of room left a grave issue is taken whole', () => {
    expect(given([waiting('i', { severity: 'critical' })], [officer('a', { load: 9 })])).toEqual([['i', 'a']])
  })
})

describe('who gets it', () => {
  test('the gravest first, then the oldest', () => {
    const issues = [
      waiting('late', { openedAt: 2 }),
      waiting('early', { openedAt: 1 }),
      waiting('grave', { priority: 90 }),
    ]
    expect(given(issues, [officer('a', { capacity: 3 })])).toEqual([
      ['grave', 'a'],
      ['early', 'a'],
      ['late', null],
    ])
  })

  test('the least loaded for what they bear, counting what was just decided', () => {
    const officers = [officer('a', { load: 4, capacity: 10 }), officer('b', { load: 4, capacity: 20 })]
    const issues = ['1', '2', '3', '4'].map((id) => waiting(id, { severity: 'high' }))
    expect(given(issues, officers).map(([, to]) => to)).toEqual(['b', 'a', 'b', 'b'])
  })

  test('among equals who is nearest to the unit', () => {
    const officers = [officer('a'), officer('b', { orgunit: 'b01' }), officer('c', { orgunit: 'b01-s01' })]
    expect(decide([waiting('i')], officers)[0]!.able.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  })

  test('the order people and issues are told in changes nothing', () => {
    const officers = ['a', 'b', 'c'].map((id, load) => officer(id, { load }))
    const issues = Array.from({ length: 9 }, (_, i) => waiting(`i${i}`, { priority: i % 3 }))
    expect(given(issues.toReversed(), officers.toReversed())).toEqual(given(issues, officers))
  })
})
