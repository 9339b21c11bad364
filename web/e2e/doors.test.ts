import { randomUUID } from 'node:crypto'
import { type Role, roles } from '@mingjing/sql/postgres/schema.ts'
import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beyondAuthority, logins, password, send, settle, token } from './bank.ts'
import { brokenBodies } from './doors/broken-bodies.ts'
import { fuzzed } from './doors/fuzzed.ts'
import { guessing } from './doors/guessing.ts'
import { hostileTexts } from './doors/hostile-texts.ts'
import { type Call, type House, inner, ours, pathOf, reach } from './doors/house.ts'
import { otherSites } from './doors/other-sites.ts'
import { signedOut } from './doors/signed-out.ts'
import { everyone, matrix, mayCall } from './matrix.ts'

/** The doors of the running product, tried from outside: who gets in, with what, and what happens to those who force. */

let product: RunningProduct
const cookies = {} as Record<Role, string>

beforeAll(async () => {
  product = await startProduct({ environment: { MINGJING_SEED: 'none' }, prepare: settle })
  for (const role of roles) cookies[role] = (await signIn(logins[role])).cookie!
}, 900_000)
afterAll(() => product?.stop())

/** Every answer of this product to anything in this file: no fault, no stack. */
const call = async (path: string, init: Call = {}) => {
  const answer = await reach(product.url + path, { redirect: 'manual', ...init })
  const text = await answer.text()
  expect([path, answer.status < 500], text.slice(0, 500)).toEqual([path, true])
  expect(text).not.toMatch(inner)
  return { status: answer.status, headers: answer.headers, text }
}

const form = (login: string, secret: string, headers: Record<string, string> = {}, query = '') =>
  call(`/sign-in?/password${query}`, {
    method: 'POST',
    headers: { ...ours, accept: 'text/html', ...headers },
    body: new URLSearchParams({ login, password: secret }),
  })
const signIn = async (login: string, query = '') => {
  const { status, headers } = await form(login, password, {}, query)
  const [set] = headers.getSetCookie()
  return { status, location: headers.get('location'), set, cookie: set?.split(';')[0] }
}

const house: House = {
  get product() {
    return product
  },
  cookies,
  call,
  signIn,
}

const ways = Object.entries(matrix).flatMap(([route, { methods, people, leads }]) =>
  methods
    .split(' ')
    .filter((method) => method !== 'ACTIONS' && !(route === '/sign-out'))
    .map((method) => ({ route, people, leads, page: method === 'PAGE', method: method === 'PAGE' ? 'GET' : method })),
)
const to = (way: (typeof ways)[number], headers: Record<string, string>) =>
  call(pathOf(way.route) + (way.route === '/api/live' ? '?once' : ''), {
    method: way.method,
    headers: { ...ours, ...headers },
    ...(way.method === 'POST' ? { body: '{}' } : {}),
  })

describe.each(ways)('$method $route', (way) => {
  test('anonymous', async () => {
    const { status, headers } = await to(way, {})
    if (way.people === everyone) expect(status).toBe(way.leads ? 303 : 200)
    else if (way.page) expect([status, headers.get('location')?.split('?')[0]]).toEqual([303, '/sign-in'])
    else expect(status).toBe(401)
  })
  test.each(roles)('%s', async (role) => {
    const { status } = await to(way, { cookie: cookies[role] })
    if (mayCall(way.people, role)) expect([401, 403]).not.toContain(status)
    else expect(status).toBe(403)
  })
})

describe('sessions', () => {
  test('the cookie is for the server alone; an id from outside is never taken up', async () => {
    const planted = 'a'.repeat(40)
    const answer = await form('officer', password, { cookie: `auth_session=${planted}` })
    const cookie = answer.headers.getSetCookie().at(-1)!
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(cookie).not.toContain(planted)
    expect((await call('/api/issues', { headers: { cookie: `auth_session=${planted}` } })).status).toBe(401)
  })

  signedOut(house)

  test('signing in again ends the session before it', async () => {
    const { cookie } = await signIn('auditor')
    expect((await form('executive', password, { cookie: cookie! })).status).toBe(303)
    expect((await call('/api/issues', { headers: { cookie: cookie! } })).status).toBe(401)
  })

  test('nobody is led to another site', async () => {
    for (const next of ['//evil.example', '/\\evil.example', '/\t/evil.example', 'https://evil.example'])
      expect((await signIn('officer', `&next=${encodeURIComponent(next)}`)).location).toBe('/')
    expect((await signIn('officer', `&next=${encodeURIComponent('/issues?q=x')}`)).location).toBe('/issues?q=x')
  })

  guessing(house)

  test('some guesses at one’s own password to set up a second factor, then a wait', async () => {
    const guess = (n: number) =>
      call('/account?/begin', {
        method: 'POST',
        headers: { ...ours, accept: 'text/html', cookie: cookies.auditor },
        body: new URLSearchParams({ password: `wrong ${n}` }),
      })
    const answers = []
    for (let n = 0; n < 6; n++) answers.push(await guess(n))
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 429])
    expect(Number(answers.at(-1)!.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

otherSites(house)

describe('bodies and addresses', () => {
  const bearer = { authorization: `Bearer ${token}` }
  const batch = (n: number) => Array.from({ length: n }, () => beyondAuthority(`app-${randomUUID()}`))

  test('a batch of several megabytes is taken in; a broken line is told by its place', async () => {
    const events = batch(6000)
    expect(Buffer.byteLength(JSON.stringify(events))).toBeGreaterThan(1024 * 1024)
    await send(product.url, events)
    const lines = [JSON.stringify(batch(1)[0]), '{"id":', JSON.stringify(batch(1)[0])].join('\n')
    const headers = { ...bearer, 'content-type': 'application/x-ndjson' }
    const answer = await call('/api/events', { method: 'POST', headers, body: lines })
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { accepted: 2, rejected: [{ index: 1 }] }])
    const json = { ...bearer, 'content-type': 'application/json' }
    expect((await call('/api/events', { method: 'POST', headers: json, body: '[{"id":' })).status).toBe(400)
  })

  test('beyond the limit 413, said in time or not', async () => {
    const chunks = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ < 17) controller.enqueue(new Uint8Array(1024 * 1024).fill(32))
        else controller.close()
      },
    })
    let sent = 0
    const streamed = { method: 'POST', headers: bearer, body: chunks, duplex: 'half' } as const
    expect((await call('/api/events', streamed)).status).toBe(413)
    const large = new Uint8Array(300 * 1024)
    for (const target of ['/sign-in?/password', '/api/issues'])
      expect(
        (await call(target, { method: 'POST', headers: { ...ours, cookie: cookies.lead }, body: large })).status,
      ).toBe(413)
  })

  test('nothing anybody writes is a fault of ours', async () => {
    const headers = { ...ours, cookie: cookies.lead }
    const strange = ['%00', '%27', '%7Bactor:String%7D', '%F0%9F%92%A9', '9e99', '-1', '..%2f..%2fetc', '0001-01-01']
    const targets = [
      (x: string) => `/api/issues/${x}`,
      (x: string) => `/api/issues?q=${x}&unit=${x}&cursor=${x}&sort=${x}&rule=${x}&subject=${x}&actor=${x}`,
      (x: string) => `/api/hits?from=${x}&to=${x}&rule=${x}&subject=${x}&limit=${x}&cursor=${x}~${x}`,
      (x: string) => `/api/indicators/supervision.hits?from=${x}&to=${x}&by=${x}&compare=previous`,
      (x: string) =>
        `/api/indicators/instalment.attainment?from=0001-01-01&to=9999-12-31&compare=year-before&orgunit=${x}`,
      (x: string) => `/api/indicators/approval.decided?product=${x}&orgunit=${x}&actor=${x}`,
      (x: string) => `/api/query?indicator=approval.decided&by=${x}&product=${x}&orgunit=${x}&period=${x}&order=${x}`,
      (x: string) => `/api/query?indicator=marketing.step-bought&campaign=${x}&actor=${x}&segment=${x}`,
      (x: string) => `/timeliness?unit=${x}&actor=${x}&rule=${x}`,
      (x: string) => `/executive?unit=${x}&month=${x}&product=${x}&compare=${x}&detail`,
      (x: string) => `/issues?issue=${x}&q=${x}`,
      (x: string) => `/rules/${x}`,
      (x: string) => `/api/notifications?unread=${x}&kind=${x}&cursor=${x}`,
      (x: string) => `/alerts?indicator=${x}&unit=${x}`,
      (x: string) => `/inbox?kind=${x}&cursor=${x}`,
    ]
    for (const target of targets) for (const x of strange) await call(target(x), { headers })
    const bodies = ['', '{', 'null', '[]', '{"kind":"comment","text":"\\u0000"}', '{"ids":["\\u0000"],"undo":true}']
    for (const body of bodies)
      for (const target of ['/api/issues', '/api/issues/x', '/api/notifications/read'])
        await call(target, { method: 'POST', headers, body })
    await form('\0', '\0')
    expect(JSON.parse((await call('/healthz')).text)).toMatchObject({ status: 'ok' })
  })

  test('health has its keys for everybody', async () => {
    const { text, status } = await call('/healthz')
    expect(status).toBe(200)
    for (const key of ['status', 'events', 'hits', 'issues', 'lag', 'seeding'])
      expect(JSON.parse(text)).toHaveProperty(key)
  })

  test('pages carry a policy under which no foreign or inline script runs', async () => {
    for (const target of ['/sign-in', '/issues', '/nowhere']) {
      const { headers } = await call(target, { headers: { cookie: cookies.lead } })
      if (headers.get('location')) continue
      const policy = headers.get('content-security-policy') ?? ''
      const scripts = policy.split(';').find((part) => part.trim().startsWith('script-src')) ?? ''
      expect([target, scripts]).toEqual([target, expect.stringContaining("'nonce-")])
      expect(scripts).not.toMatch(/unsafe|\*|http/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})

hostileTexts(house)

brokenBodies(house)

// Last: it ends sessions and publishes rules.
fuzzed(house)
