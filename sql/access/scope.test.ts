import { expect, test } from 'vitest'
import { mayArrange } from './arrange.ts'
import {
  atHeadOffice,
  countedAs,
  countsAmong,
  identities,
  may,
  type Scope,
  sameEyes,
  scopeOf,
  serviceScope,
  standsInFor,
  systemScope,
} from './scope.ts'

const officer: Scope = { personId: 'A', role: 'officer', orgunit: 'b01' }
const pairing = { with: 'D', from: new Date(10), until: new Date(20) }

test('a scope says who stands in for whom only where somebody does', () => {
  const person = { id: 'A', role: 'officer', orgunit: 'b01' } as const
  expect(scopeOf(person)).toEqual(officer)
  expect(scopeOf({ ...person, standsInFor: [], delegates: [], pairings: [] })).toEqual(officer)
  for (const standing of [{ standsInFor: ['B'] }, { delegates: ['C'] }, { pairings: [pairing] }])
    expect(scopeOf({ ...person, ...standing })).toEqual({ ...officer, ...standing })
})

test('one acts for whom one stands in for, and not for who stands in for one; both count for the four eyes', () => {
  const scope = { ...officer, standsInFor: ['B'], delegates: ['C'] }
  expect(identities(scope)).toEqual(['A', 'B'])
  expect(countedAs(scope)).toEqual(['A', 'B', 'C'])
  expect([identities(officer), countedAs(officer)]).toEqual([['A'], ['A']])
  expect(['A', 'B', 'C'].map((id) => standsInFor(scope, id))).toEqual([false, true, false])
  expect(standsInFor(officer, 'B')).toBe(false)
  // Any one of them suffices.
  expect(['A', 'B', 'C', 'E'].map((id) => countsAmong(scope, [id]))).toEqual([true, true, true, false])
})

test('a pairing counts for what was done while it lasted, and for nobody else', () => {
  const scope = { ...officer, pairings: [pairing] }
  const among = (staff: string[], ...span: [Date | null, Date?]) => countsAmong(scope, staff, ...span)
  expect([9, 10, 19, 20].map((at) => among(['D'], new Date(at)))).toEqual([false, true, true, false])
  expect([among(['D'], null), among(['E'], new Date(15)), among(['A'], null)]).toEqual([false, false, true])
  expect([among(['D'], new Date(0), new Date(10)), among(['D'], new Date(0), new Date(9))]).toEqual([true, false])
  // Of something that began at no moment known, only what holds now counts.
  expect(among(['D'], null, new Date(15))).toBe(false)
  expect(countsAmong(officer, ['D'], new Date(15))).toBe(false)
  expect(['A', 'D', 'E'].map((by) => sameEyes(scope, by, new Date(15)))).toEqual(['own', 'standing-in', null])
})

test('a token and the installation may what services may and what was granted', () => {
  const service = serviceScope({ id: 't1', orgunit: 'b01', grants: ['rules:read'] })
  expect(service).toEqual({ personId: 'service:t1', role: 'service', orgunit: 'b01', grants: ['rules:read'] })
  expect([may(service, 'rules:read'), may(service, 'issues:read'), may(service, 'issues:work')]).toEqual([
    true,
    true,
    false,
  ])
  expect(systemScope).toEqual({ personId: 'system', role: 'service', orgunit: 'hq' })
  expect([may(officer, 'issues:work'), may(officer, 'people:write')]).toEqual([true, false])
  expect([atHeadOffice(systemScope), atHeadOffice(officer)]).toEqual([true, false])
})

test('leads and administrators arrange the work of others, and nobody else', () => {
  const roles = ['officer', 'lead', 'manager', 'executive', 'rule-owner', 'auditor', 'admin', 'service'] as const
  expect(roles.filter((role) => mayArrange({ ...officer, role }))).toEqual(['lead', 'admin'])
})
