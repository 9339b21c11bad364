import { describe, expect, test } from 'vitest'
import { askedOfPeople, parseService, parseWish } from './asked.ts'

const formOf = (fields: Record<string, string | string[]>): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) form.append(name, each)
  return form
}

test.each([
  ['', { tab: 'people', filter: {}, page: 0, person: null, adding: false }],
  ['q=%20chen%20&role=lead&state=away&page=2', { filter: { text: 'chen', role: 'lead', state: 'away' }, page: 2 }],
  ['role=king&state=happy&page=-1&tab=secrets', { tab: 'people', filter: {}, page: 0 }],
  ['page=1e99&tab=services&person=S1&add', { tab: 'services', page: 0, person: 'S1', adding: true }],
])('%s', (query, asked) => {
  expect(askedOfPeople(new URLSearchParams(query))).toMatchObject(asked)
})

test('a wish is read from a form, anything else is none', () => {
  const join = { login: ' New.One ', zh: '新人', en: 'New One', role: 'officer', orgunit: 'b01' }
  expect(parseWish(formOf({ wish: 'join', ...join }))).toEqual({ kind: 'join', ...join, login: 'new.one' })
  expect(parseWish(formOf({ wish: 'move', role: 'lead', orgunit: 'hq', login: 'x' }))).toEqual({
    ...{ kind: 'move', role: 'lead', orgunit: 'hq' },
  })
  expect(parseWish(formOf({ wish: 'return' }))).toEqual({ kind: 'return' })
  expect(parseWish(formOf({ wish: 'everything' }))).toBeNull()
})

describe('a service account', () => {
  const now = new Date('2026-11-02T01:00:00Z')
  const whole = { name: 'core', grant: ['hits:read', 'admin:all'], orgunit: 'hq', until: '2026-11-02' }
  test('ends with its last day at the bank and has no grant there is not', () => {
    expect(parseService(formOf(whole), now)).toEqual({
      ...{ name: 'core', grants: ['hits:read'], orgunit: 'hq' },
      expiresAt: new Date('2026-11-02T16:00:00Z'),
    })
  })
  test.each([{ name: ' ' }, { grant: 'admin:all' }, { until: '2026-11-01' }, { until: '2036-11-01' }, { until: 'x' }])(
    'not with %j',
    (wrong) => {
      expect(parseService(formOf({ ...whole, ...wrong }), now)).toBeNull()
    },
  )
})
