import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { orgUnits, people, serviceTokens, sessions } from '@mingjing/sql/postgres/schema.ts'
import { startProduct } from '@mingjing/sql/test/running-product.ts'
import { print, quantile } from './figure.ts'

/** From `POST /api/events` to the word on an open page that an issue has opened, at 500 events a second. */

const perSecond = 500
const postsPerSecond = 20
const seconds = 40
/** Every fifth post carries one event that opens an issue. */
const markedPost = 5
const [token, session] = [randomUUID(), randomBytes(20).toString('hex')]
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const product = await startProduct({ environment: { MINGJING_SEED: 'none' }, prepare: settle })
try {
  const sent: number[] = []
  const latencies: number[] = []
  const page = await openPage((opened) => {
    const now = performance.now()
    for (const start of sent.splice(0, opened)) latencies.push(now - start)
  })
  await sleep(1_000)
  const answers: Promise<void>[] = []
  const began = performance.now()
  for (let post = 0; post < seconds * postsPerSecond; post++) {
    const due = began + (post * 1000) / postsPerSecond
    await sleep(Math.max(0, due - performance.now()))
    const events = Array.from({ length: perSecond / postsPerSecond }, (_, n) => ordinary(post * 100 + n))
    if (post % markedPost === 0) {
      events[0] = marked(post)
      sent.push(performance.now())
    }
    answers.push(send(events))
  }
  const took = (performance.now() - began) / 1000
  await Promise.all(answers)
  for (let waited = 0; sent.length > 0 && waited < 300; waited++) await sleep(100)
  page.close()
  const marks = Math.ceil((seconds * postsPerSecond) / markedPost)
  if (latencies.length !== marks) throw new Error(`${latencies.length} of ${marks} issues reached the page`)
  print({
    figure: 'latency.p99',
    value: quantile(latencies, 0.99),
    unit: 'ms',
    target: 1_000,
    p50: quantile(latencies, 0.5),
    max: quantile(latencies, 1),
    issues: marks,
    eventsPerSecond: (seconds * perSecond) / took,
    what: 'POST /api/events until the page’s stream says an issue opened; the embedded product, without the painting',
  })
} finally {
  await product.stop()
}

async function settle(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const postgres = await openPostgres({ path: `${folder}/postgres` })
  await migratePostgres(postgres)
  const { db } = postgres
  const words = { zh: '总行', en: 'Head Office' }
  await db.insert(orgUnits).values({ id: 'hq', parentId: null, kind: 'head-office', ...words })
  await db.insert(people).values({ id: 'p-1', login: 'lead', role: 'lead', orgunit: 'hq', ...words })
  await db.insert(sessions).values({ id: sha256(session), userId: 'p-1', expiresAt: new Date(Date.now() + 3_600_000) })
  await db
    .insert(serviceTokens)
    .values({ id: 'core', name: 'core', hash: sha256(token), grants: ['events:write'], orgunit: 'hq' })
  await postgres.close()
}

async function openPage(hear: (opened: number) => void): Promise<{ close(): void }> {
  const leave = new AbortController()
  const answer = await fetch(`${product.url}/api/live`, {
    headers: { cookie: `auth_session=${session}` },
    signal: leave.signal,
  })
  if (!answer.ok || answer.body === null) throw new Error(`/api/live answers ${answer.status}`)
  const read = async (body: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true })
      const messages = text.split('\n\n')
      text = messages.pop()!
      for (const message of messages) {
        if (!message.startsWith('data: ')) continue
        const said = JSON.parse(message.slice(6)) as { kind: string; count: number }
        if (said.kind === 'opened') hear(said.count)
      }
    }
  }
  read(answer.body).catch((error) => {
    if (!leave.signal.aborted) throw error
  })
  return { close: () => leave.abort() }
}

async function send(events: readonly object[]): Promise<void> {
  const answer = await fetch(`${product.url}/api/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  })
  const said = (await answer.json()) as { accepted?: number }
  if (said.accepted !== events.length) throw new Error(`${answer.status} ${JSON.stringify(said)}`)
}

function envelope(type: string, subject: string, data: object) {
  const time = new Date().toISOString()
  return { specversion: '1.0', id: randomUUID(), source: '/bench', type, time, subject, orgunit: 'hq', data }
}

/** One of many small purchases by card, none of them remarkable. */
function ordinary(n: number) {
  const card = `card-${n}`
  const data = {
    card,
    customer: `u-${n}`,
    amount: 2_000 + n,
    merchant: 'm-1',
    merchantCategory: 'retail',
    channel: 'pos',
  }
  return envelope('transaction.posted', card, { ...data, country: 'CN', currency: 'CNY' })
}

/** An approval above the approver's authority: a critical issue of its own, at once. */
function marked(n: number) {
  const data = { actor: 'p-approver', decision: 'approved', mode: 'manual', amount: 30_000_000, authority: 5_000_000 }
  return envelope('approval.decided', `app-${n}`, data)
}
