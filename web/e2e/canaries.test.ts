import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backupCommand } from '@mingjing/sql/backup/command.ts'
import { secretAbout } from '@mingjing/sql/deliveries/preferences.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import {
  deliveryChannels,
  people,
  type Role,
  roles,
  serviceTokens,
  tokenGrants,
} from '@mingjing/sql/postgres/schema.ts'
import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import { type MailServer, startMailServer } from '@mingjing/sql/test/smtp-server.ts'
import { loadKeys } from '@mingjing/sql/vault/keys.ts'
import { seal } from '@mingjing/sql/vault/seal.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../src/lib/server/auth/hash.ts'
import { logins, password, send, settle, token } from './bank.ts'
import { brokenLines, carriers, customer, foundIn, inEvidence, plantedEvents, sealed } from './canaries.ts'
import { matrix, mayCall } from './matrix.ts'

/** S7, canaries: personal data that came in is looked for in everything that comes out of the running product. */

const machine = 'e2e-canary-machine'

let product: RunningProduct
let mail: MailServer
/** A receiver of webhooks, and what it was told: headers and bodies. */
let receiver: Server
const hooks: string[] = []
const cookies = {} as Record<Role, string>
const ids: Record<string, string> = {}
/** Everything the product answered, by what was asked. */
const answers: { asked: string; text: string }[] = []

const call = async (asked: string, init: RequestInit = {}) => {
  const headers = { 'sec-fetch-site': 'same-origin', ...(init.headers as Record<string, string>) }
  const answer = await fetch(product.url + asked, { redirect: 'manual', ...init, headers })
  const text = `${JSON.stringify([...answer.headers])}\n${await answer.text()}`
  return { status: answer.status, text, body: text.slice(text.indexOf('\n') + 1) }
}
/** The same, kept to be looked through. */
const kept = async (who: string, asked: string, init: RequestInit = {}) => {
  const answer = await call(asked, init)
  answers.push({ asked: `${who} ${init.method ?? 'GET'} ${asked}`, text: answer.text })
  return answer
}
const by = (role: Role) => ({ cookie: cookies[role] })
const bearer = { authorization: `Bearer ${machine}` }
const post = (role: Role, asked: string, body: object) =>
  kept(role, asked, {
    method: 'POST',
    headers: { ...by(role), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

beforeAll(async () => {
  mail = await startMailServer()
  receiver = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    hooks.push(`${request.url} ${JSON.stringify(request.headers)}\n${body}`)
    response.writeHead(204).end()
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  product = await startProduct({
    environment: {
      MINGJING_SEED: 'none',
      MINGJING_LOG: 'trace',
      MINGJING_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      MINGJING_MAIL_FROM: 'mingjing@bank.example',
      MINGJING_WEBHOOK_NETS: '127.0.0.1',
    },
    prepare: async (data) => {
      await settle(data)
      const postgres = await openPostgres({ path: `${data}/postgres` })
      const grants = [...tokenGrants]
      await postgres.db
        .insert(serviceTokens)
        .values({ id: 'machine', name: 'machine', hash: sha256(machine), grants, orgunit: 'hq' })
      const told = await postgres.db.select().from(people)
      await postgres.db.insert(deliveryChannels).values(
        told.map(({ id }) => ({
          ...{ personId: id, channel: 'email' as const, address: `${id}@bank.example` },
          ...{ minimum: 'low' as const, updatedAt: new Date() },
        })),
      )
      const keys = await loadKeys(join(data, 'keys'))
      await postgres.db.insert(deliveryChannels).values(
        told.map(({ id }) => ({
          ...{
            personId: id,
            channel: 'webhook' as const,
            address: hook,
            minimum: 'low' as const,
            updatedAt: new Date(),
          },
          secret: seal(keys, `secret of ${id}`, secretAbout(id)),
        })),
      )
      await postgres.close()
    },
  })
  for (const role of roles) {
    const body = new URLSearchParams({ login: logins[role], password })
    const answer = await fetch(`${product.url}/sign-in?/password`, {
      ...{ method: 'POST', redirect: 'manual', body },
      headers: { 'sec-fetch-site': 'same-origin', accept: 'text/html' },
    })
    cookies[role] = answer.headers.getSetCookie()[0]!.split(';')[0]!
  }
  await send(product.url, plantedEvents())
}, 900_000)
afterAll(async () => {
  await product?.stop()
  await mail?.stop()
  receiver?.closeAllConnections()
  receiver?.close()
})

/** Where who may see an issue sees what it rests on, in clear. */
const shows = (asked: string) =>
  /^(\S+) GET \/(api\/)?(issues|hits|consents|tasks|timeliness|post-loan|approvers)/.test(asked)
const leaks = () => [
  ...answers.flatMap(({ asked, text }) => {
    const found = [...foundIn(text, sealed), ...(shows(asked) ? [] : foundIn(text, inEvidence))]
    return found.length === 0 ? [] : [{ asked, found }]
  }),
]
const nothingOf = (text: string) => [...foundIn(text, sealed), ...foundIn(text, inEvidence)]

describe('what comes in', () => {
  test('is of every type that carries such a field', () => {
    const names = carriers.map(({ name }) => name)
    for (const name of ['application.submitted', 'identity.verified', 'customer.changed', 'collection.called'])
      expect(names).toContain(name)
  })

  test('opens issues', async () => {
    const issueOf = async (subject: string) => {
      const answer = await call(`/api/issues?state=all&subject=${subject}`, { headers: by('officer') })
      return (JSON.parse(answer.body) as { issues: { id: string }[] }).issues[0]?.id
    }
    for (const subject of ['canary-laundering', 'canary-collection.called'])
      await expect.poll(async () => (ids[subject] = (await issueOf(subject)) ?? ''), { timeout: 120_000 }).not.toBe('')
  })

  test('broken, it is refused without a word of it', async () => {
    const lines = brokenLines()
    for (let from = 0; from < lines.length; from += 500) {
      const some = lines.slice(from, from + 500)
      const { body } = await kept('core', '/api/events', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
        body: some.join('\n'),
      })
      const said = JSON.parse(body) as { accepted: number; rejected: { error: string }[] }
      expect(said).toMatchObject({ accepted: 0, rejected: { length: some.length } })
    }
    const list = await kept('machine', '/api/dead-letters?limit=500', { headers: bearer })
    const { deadLetters } = JSON.parse(list.body) as { deadLetters: { id: string }[] }
    expect(deadLetters.length).toBeGreaterThan(50)
    ids.letter = deadLetters[0]!.id
    expect(leaks()).toEqual([])
  })
})

describe('what comes out', () => {
  test('an issue is worked on: records, mails, webhooks and orders tell nothing', async () => {
    const [calls, laundering] = [ids['canary-collection.called']!, ids['canary-laundering']!]
    for (const id of [calls, laundering])
      expect((await post('officer', `/api/issues/${id}`, { kind: 'confirm' })).status).toBe(200)
    const order = { kind: 'order', text: '请说明情况', answerer: 'p-manager' }
    expect((await post('officer', `/api/issues/${calls}`, order)).status).toBe(200)
    await expect.poll(() => mail.mails.length, { timeout: 120_000 }).toBeGreaterThan(0)
    for (const sent of mail.mails)
      expect(nothingOf(sent + Buffer.from(sent.split(/\r\n\r\n/).at(-1)!, 'base64').toString())).toEqual([])
    await expect.poll(() => hooks.length, { timeout: 120_000 }).toBeGreaterThan(0)
    expect(hooks.flatMap(nothingOf)).toEqual([])
    // What a person asks for wrongly does not come back, nor into the log.
    for (const value of [...Object.values(sealed), ...Object.values(inEvidence)])
      for (const asked of [`/api/issues/${calls}`, '/api/issues', '/api/changes', '/api/exemptions', '/api/views'])
        await call(asked, {
          method: 'POST',
          headers: { ...by('lead'), 'content-type': 'application/json' },
          body: JSON.stringify({ kind: value, [value]: value, to: value, ids: [value], text: value }),
        })
    expect(leaks()).toEqual([])
  })

  const issueRoutes = (route: string) => (/issues\/\[id\]/.test(route) ? Object.values(ids).slice(0, 2) : ['x'])
  const pathsOf = (route: string) =>
    issueRoutes(route).map(
      (id) =>
        route
          .replace(/\/\([^)]*\)/g, '')
          .replace('/indicators/[id]', '/indicators/supervision.hits')
          .replace('/approvers/[id]', '/approvers/x-actor')
          .replace('/rules/[id]', '/rules/postloan.harsh-wording')
          .replace('[id]', id)
          .replace(/\[[a-z]+\]/, '1') || '/',
    )
  const readable = Object.entries(matrix).filter(
    ([route, { methods }]) =>
      /\b(PAGE|GET)\b/.test(methods) && route !== '/api/live' && !route.startsWith('/sign-in/sso'),
  )
  const asked = (route: string): string[] => {
    const search = {
      '/api/issues': '?state=all',
      '/api/consents': `?who=${customer}`,
      '/(desk)/consents': `?who=${customer}`,
    }
    return pathsOf(route).map((path) => path + (search[route as keyof typeof search] ?? ''))
  }

  test.each(roles)('pages and answers, as %s', { timeout: 600_000 }, async (role) => {
    for (const [route, { people: who }] of readable) {
      if (!mayCall(who, role)) continue
      for (const path of asked(route))
        expect([path, (await kept(role, path, { headers: by(role) })).status < 500]).toEqual([path, true])
    }
    expect(leaks()).toEqual([])
  })

  test('pages of operations and of records hold what was refused and what was done; machines and nobody', async () => {
    for (const path of ['/operations', '/audit', '/api/dead-letters', '/audit?kind=confirm'])
      expect((await kept('admin', path, { headers: by('admin') })).status).toBe(200)
    for (const [route, { grants = [] }] of readable)
      if (grants.length > 0) for (const path of asked(route)) await kept('machine', path, { headers: bearer })
    for (const path of ['/metrics', '/healthz', '/api/openapi.json', '/sign-in', '/nowhere']) await kept('nobody', path)
    await post('manager', '/api/labels', {})
    expect(answers.length).toBeGreaterThan(150)
    expect(leaks()).toEqual([])
  })

  test('for a reason it does come out: the text of a dead letter, the file of a report', async () => {
    const step = { kind: 'open', reason: '更正重发' }
    const opened = await call(`/api/dead-letters/${encodeURIComponent(ids.letter!)}`, {
      method: 'POST',
      headers: { ...by('admin'), 'content-type': 'application/json' },
      body: JSON.stringify(step),
    })
    expect(nothingOf(JSON.parse(opened.body).text)).not.toEqual([])
    const laundering = ids['canary-laundering']!
    const draft = { urgency: 'ordinary', suspicion: '赌博', grounds: '涉赌商户', measures: '止付', conclusion: '报送' }
    const drafted = await post('officer', `/api/issues/${laundering}/reports`, draft)
    const report = `/api/issues/${laundering}/reports/${JSON.parse(drafted.body).id}`
    expect((await post('lead', report, { step: 'hand-over', note: '属实' })).status).toBe(200)
    const { body } = await call(report, { headers: by('lead') })
    expect(foundIn(body, sealed).sort()).toEqual(Object.keys(sealed).sort())
    // On record, but not the values.
    for (const path of ['/audit?kind=reveal', '/audit?kind=report-hand-over', '/audit?kind=open-dead-letter'])
      expect((await kept('auditor', path, { headers: by('auditor') })).status).toBe(200)
    await kept('officer', `/issues/${laundering}`, { headers: by('officer') })
    await kept('officer', `/issues/${laundering}/file`, { headers: by('officer') })
    expect(leaks()).toEqual([])
  })

  test('nothing of it was ever printed', () => {
    expect(product.printed()).not.toBe('')
    expect(nothingOf(product.printed())).toEqual([])
  })

  test('neither has a webhook brought it, nor does the manifest of a backup name it', async () => {
    expect(hooks.flatMap(nothingOf)).toEqual([])
    await product.halt()
    const out = mkdtempSync(join(tmpdir(), 'mingjing-canaries-'))
    const before = process.env.MINGJING_DATA
    process.env.MINGJING_DATA = product.data
    try {
      await backupCommand({ out })
      const manifest = readFileSync(join(out, 'backup.json'), 'utf8')
      expect(Object.keys(JSON.parse(manifest).files).length).toBeGreaterThan(100)
      expect(nothingOf(manifest)).toEqual([])
    } finally {
      if (before === undefined) delete process.env.MINGJING_DATA
      else process.env.MINGJING_DATA = before
      rmSync(out, { recursive: true, force: true })
    }
  })
})
