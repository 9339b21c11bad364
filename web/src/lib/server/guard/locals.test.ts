import { expect, test } from 'vitest'
import { access, offers, openBeforeEnrolment, verdict } from './access.ts'
import { allowed } from './allowed.ts'
import { mayChange } from './origin.ts'
import { callerScope } from './scope.ts'

/** The guards by themselves, asked what a request may carry. */

const person = { id: 'A', role: 'officer', orgunit: 'b01' }
const service = { id: 't1', orgunit: 'b01', grants: ['hits:read'] }
const locals = (given: object) => ({ person: null, service: null, forbidden: false, ...given }) as unknown as App.Locals
const refusal = { status: 403, body: { message: 'forbidden', error: 'not permitted' } }
const thrown = (work: () => unknown): unknown => {
  try {
    return { returned: work() }
  } catch (error) {
    return error
  }
}

test('a page is for the person signed in, unless the hook has refused', () => {
  expect(allowed(locals({ person }))).toBe(person)
  expect(thrown(() => allowed(locals({ person, forbidden: true })))).toMatchObject(refusal)
  expect(thrown(() => allowed(locals({})))).toMatchObject(refusal)
})

test('an endpoint answers the service whose token came, or the person, unless the hook has refused', () => {
  expect(callerScope(locals({ service }))).toMatchObject({ personId: 'service:t1', role: 'service' })
  expect(callerScope(locals({ person }))).toEqual({ personId: 'A', role: 'officer', orgunit: 'b01' })
  expect(thrown(() => callerScope(locals({ person, forbidden: true })))).toMatchObject(refusal)
  expect(thrown(() => callerScope(locals({})))).toMatchObject(refusal)
})

test('what no route matches is no route, for anybody; a menu offers what its role may call', () => {
  expect(verdict(null, { person: { role: 'admin' }, service: null })).toBe('no-such-route')
  expect([offers('/(desk)/people', 'admin'), offers('/(desk)/people', 'officer')]).toEqual([true, false])
  expect(verdict('/(desk)/inbox', { person: null, service: { grants: ['hits:read'] } })).toBe('forbidden')
})

test('before enrolment what is open to everyone, the account and leaving are open', () => {
  for (const [route, rule] of Object.entries(access))
    expect([route, openBeforeEnrolment(route)]).toEqual([
      route,
      rule === 'everyone' || route === '/(desk)/account' || route === '/sign-out',
    ])
  expect(openBeforeEnrolment('/no/such/route')).toBe(false)
})

test.each([
  ['GET', {}, true],
  ['HEAD', {}, true],
  ['OPTIONS', {}, true],
  ['POST', {}, false],
  // Cookies go with a token: the browser may have sent them, so the token excuses nothing.
  ['POST', { cookie: 'a=b', authorization: 'Bearer t' }, false],
  ['POST', { authorization: 'Bearer t', 'sec-fetch-site': 'cross-site' }, true],
  ['POST', { host: 'bank', origin: 'no address' }, false],
  ['POST', { origin: 'http://bank' }, false],
  ['POST', { host: 'bank' }, false],
  ['POST', { host: 'bank', origin: 'http://bank' }, true],
])('%s with %o: %s', (method, headers, expected) => {
  expect(mayChange(method, new Headers(headers as Record<string, string>))).toBe(expected)
})
