import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { eventsOfSubject } from '../events/subject.ts'
import type { Postgres } from '../postgres/connect.ts'
import { hitFor, openBank, scopeFor } from '../test/bank.ts'
import { at, eventRow, openWarehouse } from '../test/warehouse.ts'
import { act } from './act.ts'
import { nameConcerned } from './concerned.ts'
import { issueDetail } from './detail.ts'
import { evidenceEvents } from './evidence.ts'
import { openIssuesFromHits } from './open.ts'

let bank: Postgres
let clickhouse: ClickHouse
const rows = [
  eventRow(
    'application.submitted',
    '2026-03-02 09:00',
    { product: 'card', channel: 'mobile', amount: 100, customer: 'k', age: 17, income: 5 },
    { subject: 'app' },
  ),
  eventRow('review.completed', '2026-03-02 10:00', { node: 'n', actor: 'A1', readSeconds: 2 }, { subject: 'app' }),
  eventRow(
    'limit.adjusted',
    '2026-03-02 11:00',
    { customer: 'k', limitBefore: 1, limitAfter: 2, mode: 'manual', validUntil: at('2026-05-01 00:00') },
    { subject: 'app', orgunit: 'b02-s01' },
  ),
]
const ref = (i: number) => `core#${rows[i]!.id}`
beforeAll(async () => {
  bank = await openBank()
  clickhouse = await openWarehouse()
  await clickhouse.insert('events', rows, { token: 'test:events' })
})
afterAll(async () => {
  await clickhouse.close()
  await bank.close()
})

test('an event comes back from its row as it was', async () => {
  const [event] = await evidenceEvents(clickhouse, [ref(0), 'core#unknown', 'other#e0'])
  expect(event).toEqual({
    source: 'core',
    id: rows[0]!.id,
    type: 'application.submitted',
    time: at('2026-03-02 09:00'),
    subject: 'app',
    orgunit: 'b01-s01-o1',
    data: { product: 'card', channel: 'mobile', amount: 100, customer: 'k', age: 17, income: 5 },
  })
  const [adjusted] = await evidenceEvents(clickhouse, [ref(2)])
  expect(adjusted!.data.validUntil).toBe(at('2026-05-01 00:00'))
})

test('an issue shows its evidence by time, copies first, the rest looked up', async () => {
  const copy = {
    source: 'core',
    id: 'gone',
    type: 'estimate.made',
    time: at('2026-03-01 09:00'),
    subject: 'app',
    orgunit: 'b01',
    data: {},
  }
  const hits = [
    hitFor({ subject: 'app', evidence: ['core#gone', ref(0), ref(1)], copies: [copy] }),
    hitFor({ subject: 'app', ruleGroup: 'limit' }),
  ]
  const { opened } = await bank.db.transaction((tx) => openIssuesFromHits(tx, hits, new Date()))
  const details = await Promise.all(opened.map((id) => issueDetail(bank.db, clickhouse, scopeFor('officer'), id)))
  const detail = details.find((one) => one!.issue.ruleGroup === 'issuance')!
  expect(detail.evidence.map((event) => event.type)).toEqual([
    'estimate.made',
    'application.submitted',
    'review.completed',
  ])
  expect(detail).toMatchObject({ hits: [{ ruleId: 'issuance.approval-unread' }], actions: [{ kind: 'open' }] })
  expect(detail.siblings.map((issue) => issue.ruleGroup)).toEqual(['limit'])
  expect(detail.possible).toEqual(['assign', 'confirm', 'dismiss', 'snooze', 'wake', 'escalate', 'comment'])
  expect(await issueDetail(bank.db, clickhouse, scopeFor('manager2'), detail.issue.id)).toBeNull()
  expect((await issueDetail(bank.db, clickhouse, scopeFor('executive'), detail.issue.id))!.possible).toEqual([])
})

test('evidence of other subjects ends at the border of the own units', async () => {
  const hit = hitFor({ subject: 'customer-x', orgunit: 'b01-s01', evidence: [ref(0), ref(2)] })
  const { opened } = await bank.db.transaction((tx) => openIssuesFromHits(tx, [hit], new Date()))
  const types = async (who: 'officer' | 'manager') =>
    (await issueDetail(bank.db, clickhouse, scopeFor(who), opened[0]!))!.evidence.map((event) => event.type)
  expect(await types('officer')).toEqual(['application.submitted', 'limit.adjusted'])
  expect(await types('manager')).toEqual(['application.submitted'])
})

test('who acted in evidence of an earlier block is concerned: neither sees nor decides the issue', async () => {
  const earlier = eventRow(
    'review.completed',
    '2026-03-01 10:00',
    { node: 'n', actor: 'S002', readSeconds: 2 },
    { subject: 'app-y' },
  )
  await clickhouse.insert('events', [earlier], { token: 'test:earlier' })
  const hit = hitFor({ subject: 'app-y', actor: null, evidence: [`core#${earlier.id}`, 'core#gone'], copies: [] })
  const { opened } = await bank.db.transaction((tx) => openIssuesFromHits(tx, [hit], new Date()))
  const [id] = opened as [string]
  await nameConcerned(bank.db, clickhouse, opened)
  const confirm = { kind: 'confirm' } as const
  expect(await act(bank.db, scopeFor('officer2'), id, confirm, { now: new Date() })).toMatchObject({
    code: 'not-found',
  })
  expect(await issueDetail(bank.db, clickhouse, scopeFor('officer2'), id)).toBeNull()
  const detail = await issueDetail(bank.db, clickhouse, scopeFor('officer'), id)
  expect(detail!.issue).toMatchObject({ actors: ['S002'], version: 1 })
  expect(detail!.hits[0]!.copies.map((event) => event.id)).toEqual([earlier.id])
})

test('opening an issue about oneself, before anybody was named, shows nothing', async () => {
  const earlier = eventRow('review.completed', '2026-03-01 11:00', { node: 'n', actor: 'S002', readSeconds: 2 })
  await clickhouse.insert('events', [earlier], { token: 'test:earlier-too' })
  const hit = hitFor({ subject: 'app-z', actor: null, evidence: [`core#${earlier.id}`] })
  const { opened } = await bank.db.transaction((tx) => openIssuesFromHits(tx, [hit], new Date()))
  expect(await issueDetail(bank.db, clickhouse, scopeFor('officer2'), opened[0]!)).toBeNull()
})

test('events of a subject end at the border of the own units', async () => {
  const types = async (who: 'officer' | 'manager' | 'admin') =>
    (await eventsOfSubject(clickhouse, scopeFor(who), 'app', 10)).map((event) => event.type)
  expect(await types('officer')).toEqual(['application.submitted', 'review.completed', 'limit.adjusted'])
  expect(await types('manager')).toEqual(['application.submitted', 'review.completed'])
  expect(await types('admin')).toEqual([])
})
