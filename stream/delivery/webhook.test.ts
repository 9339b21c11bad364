import type { lookup } from 'node:dns'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { allowedAddresses } from './address.ts'
import { postWebhook, signature } from './webhook.ts'

/** A receiver on this machine: the canary that nothing may reach unless the operator allows it. */
let canary: Server
let port: number
let reached: { request: IncomingMessage; body: string }[] = []
let answer: (path: string) => [number, Record<string, string>?] = () => [204]
beforeAll(async () => {
  canary = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    reached.push({ request, body })
    const [status, headers] = answer(request.url!)
    response.writeHead(status, headers).end()
  })
  await new Promise<void>((done) => canary.listen(0, '::', done))
  port = (canary.address() as AddressInfo).port
})
afterAll(() => new Promise((done) => canary.close(done)))
beforeEach(() => {
  reached = []
  answer = () => [204]
})

const here = allowedAddresses('127.0.0.1')
const post = (url: string, parts: Partial<Parameters<typeof postWebhook>[1]> = {}) =>
  postWebhook(
    { url, body: '{"a":1}', key: 'k1', secret: 's', now: 1_700_000_000_999 },
    { allowed: allowedAddresses(), ...parts },
  )
/** A name that answers one thing after another. */
const naming = (...answers: string[][]): typeof lookup => {
  let turn = 0
  return ((_: string, __: object, done: (error: null, addresses: object[]) => void) =>
    done(
      null,
      answers[Math.min(turn++, answers.length - 1)]!.map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
    )) as never
}

test.each([
  'http://127.0.0.1',
  'http://localhost',
  'http://2130706433',
  'http://0x7f.1',
  'http://0177.0.0.1',
  'http://127.1',
  'http://0.0.0.0',
  'http://[::1]',
  'http://[::]',
  'http://[::ffff:127.0.0.1]',
  'http://[::ffff:7f00:1]',
  'http://[0:0:0:0:0:ffff:127.0.0.1]',
  'http://127.0.0.1.',
  'http://①②⑦.⓪.⓪.①',
])('%s does not reach the canary', async (origin) => {
  expect(await post(`${origin}:${port}/`)).toBe('the address is not allowed')
  expect(reached).toHaveLength(0)
})

test('a name is judged by all it resolves to, when it connects, each time anew', async () => {
  const url = `http://rebinding.example:${port}/`
  expect(await post(url, { resolve: naming(['127.0.0.1']) })).toBe('the address is not allowed')
  expect(await post(`https://rebinding.example:${port}/`, { resolve: naming(['1.1.1.1', '127.0.0.1']) })).toBe(
    'the address is not allowed',
  )
  // Allowed once, then it changes its mind: one look-up an attempt, so nothing lies between judging and connecting.
  const turning = naming(['127.0.0.1'], ['127.0.0.2'])
  expect(await post(url, { allowed: here, resolve: turning })).toBeNull()
  expect(await post(url, { allowed: here, resolve: turning })).toBe('the address is not allowed')
  expect(reached).toHaveLength(1)
})

test('a public address needs TLS; other schemes and credentials are refused before any look-up', async () => {
  expect(await post('http://public.example/', { resolve: naming(['1.1.1.1']) })).toBe('https is needed')
  for (const url of ['file:///etc/passwd', 'gopher://127.0.0.1', `http://user:word@127.0.0.1:${port}/`, 'x'])
    expect(await post(url, { allowed: here })).toBe('not an address of a webhook')
  expect(reached).toHaveLength(0)
})

test('a redirect is not followed', async () => {
  answer = (path) => (path === '/' ? [307, { location: `http://127.0.0.1:${port}/inside` }] : [204])
  expect(await post(`http://127.0.0.1:${port}/`, { allowed: here })).toBe('HTTP 307')
  expect(reached.map(({ request }) => request.url)).toEqual(['/'])
})

test('the receiver can check who sent it, when, and whether it had it already', async () => {
  expect(await post(`http://127.0.0.1:${port}/in?a=b`, { allowed: here })).toBeNull()
  const [{ request, body } = { request: null as never, body: '' }] = reached
  expect([request.method, request.url, body]).toEqual(['POST', '/in?a=b', '{"a":1}'])
  expect(request.headers).toMatchObject({
    'idempotency-key': 'k1',
    'mingjing-timestamp': '1700000000',
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac s
    'mingjing-signature': 'v1=ab7bd212df57f3ef4ea3c17d4a1a71d8981ef595d4cd699b62517c68d89192a2',
  })
  expect(signature('other', '1700000000', body)).not.toBe(request.headers['mingjing-signature'])
})

test('a receiver that says nothing is given up, one that is not there too', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`
  expect(await post(url, { allowed: here, timeoutMs: 100 })).toMatch(/^no connection/)
  silent.closeAllConnections()
  await new Promise((done) => silent.close(done))
  expect(await post(url, { allowed: here })).toBe('no connection: ECONNREFUSED')
})
