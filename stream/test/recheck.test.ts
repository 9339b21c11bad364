import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { hitsQuery } from '@mingjing/rules/clickhouse/query.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { Scope } from '@mingjing/sql/access/scope.ts'
import { gaps, issueHits, issues, notifications, orgUnits, people } from '@mingjing/sql/postgres/schema.ts'
import { lastReconciled } from '@mingjing/sql/reconcile/kept.ts'
import { reconcileOnRecord } from '@mingjing/sql/reconcile/on-record.ts'
import { reconcile } from '@mingjing/sql/reconcile/reconcile.ts'
import { takeLease } from '@mingjing/sql/settings/lease.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recheckGaps } from '../jobs/recheck.ts'
import { startWorker } from '../worker.ts'
import { memorySource } from './memory-source.ts'
import { trialBundle, trialFiles } from './rules.ts'
import { openTrialStores, type TrialStores } from './stores.ts'
import { trialStart } from './trial.ts'

/** Late events and the ledger of what they leave open: what was missed opens, what was refuted goes, each once. */

const minute = 60_000
const bundle = trialBundle()
/** Another bundle is in force by now, without the rule that missed something; the events came under the one before. */
const shelf = {
  current: makeBundle({ files: trialFiles.filter(({ path }) => path !== 'trial.rapid.yaml') }).bundle,
  find: async (hash: string) => {
    if (hash !== bundle.hash) throw new Error(`no bundle ${hash}`)
    return bundle
  },
}
const event = (id: string, at: number, type: string, subject: string, data: Record<string, unknown>): string =>
  JSON.stringify({ id, source: 'core', type, time: trialStart + at, subject, orgunit: 'b01-s01-o1', data } as Event)
const decided = (id: string, at: number, subject: string, actor: string) =>
  event(id, at, 'approval.decided', subject, {
    decision: 'approved',
    mode: 'manual',
    actor,
    readSeconds: 300,
    amount: 5,
  })
const submitted = (id: string, at: number, subject: string) =>
  event(id, at, 'application.submitted', subject, { product: 'card', channel: 'mobile', amount: 100, customer: id })

/** In order of coming: three decisions, an application whose time runs out, then everything that moves the watermark on. */
const inTime = [
  decided('d1', 0, 'a1', 'P1'),
  submitted('s1', 1 * minute, 'x1'),
  decided('d2', 2 * minute, 'a2', 'P1'),
  decided('d4', 6 * minute, 'a4', 'P1'),
  submitted('s2', 60 * minute, 'x2'),
]
/** The decision that makes four within ten minutes, and the one that came in time for x1. */
const tooLate = [decided('d3', 4 * minute, 'a3', 'P1'), decided('d5', 20 * minute, 'x1', 'P2')]

let stores: TrialStores
let worker: Awaited<ReturnType<typeof startWorker>>
const standing = async (): Promise<string[]> => {
  const rows = await stores.clickhouse.query<{ name: string }>(
    "SELECT concat(rule_id, ' ', step, ' ', any(subject)) AS name FROM hits GROUP BY hit_id, rule_id, step HAVING sum(sign) = 1 ORDER BY name",
  )
  return rows.map(({ name }) => name)
}
/** What SQL finds over all events, the late ones included. */
const whole = async (): Promise<string[]> => {
  const names: string[] = []
  for (const rule of bundle.rules) {
    const sql = hitsQuery(rule, bundle, { until: trialStart + 60 * minute - 10_000, verdicts: ['ok', 'late'] })
    const rows = await stores.clickhouse.query<{ step: string; subject: string }>(sql)
    names.push(...rows.map(({ step, subject }) => `${rule.id} ${step} ${subject}`))
  }
  return names.sort()
}
const recheck = (at = 70) =>
  recheckGaps({ db: stores.postgres.db, clickhouse: stores.clickhouse }, shelf, new Date(trialStart + at * minute))

beforeAll(async () => {
  stores = await openTrialStores()
  const { source, send } = memorySource('events', inTime)
  worker = await startWorker({
    ...{ postgres: stores.postgres, clickhouse: stores.clickhouse, keys: passingKeys(), bundle, source },
    clock: () => trialStart + 60 * minute,
    steady: () => 0,
  })
  await worker.reached(0, inTime.length)
  send(...tooLate)
  await worker.reached(0, inTime.length + tooLate.length)
})
afterAll(async () => {
  await worker?.stop()
  await stores?.close()
})

test('before: the ledger names the late events, the breach stands, the four decisions were not seen', async () => {
  const open = await stores.postgres.db.select({ id: gaps.eventId, recheckedAt: gaps.recheckedAt }).from(gaps)
  expect(open.sort((a, b) => (a.id! < b.id! ? -1 : 1))).toEqual([
    { id: 'd3', recheckedAt: null },
    { id: 'd5', recheckedAt: null },
  ])
  const found = await standing()
  expect(found).toContain('trial.decision-in-time breach x1')
  expect(found.filter((name) => name.startsWith('trial.rapid'))).toEqual([])
})

test('after: the standing hits are those of SQL over all events', async () => {
  expect(await recheck()).toEqual({ gaps: 2, opened: 1, withdrawn: 3 })
  expect(await standing()).toEqual(await whole())
  expect(await standing()).toContain('trial.rapid hit a4')
  const [rapid] = await stores.postgres.db.select().from(issueHits).where(eq(issueHits.ruleId, 'trial.rapid'))
  const [issue] = await stores.postgres.db.select().from(issues).where(eq(issues.id, rapid!.issueId))
  expect(issue).toMatchObject({ subject: 'a4', state: 'open', actors: ['P1'], hits: 1 })
  expect(rapid!.copies.map(({ id }) => id)).toEqual(['d1', 'd2', 'd3', 'd4'])
  const [breach] = await stores.postgres.db.select().from(issueHits).where(eq(issueHits.step, 'breach'))
  expect(breach).toMatchObject({ ruleId: 'trial.decision-in-time', withdrawnAt: new Date(trialStart + 70 * minute) })
})

test('again, and again after a crash before the ledger was closed: nothing opens or goes a second time', async () => {
  const before = await standing()
  expect(await recheck()).toEqual({ gaps: 0, opened: 0, withdrawn: 0 })
  await stores.postgres.db.update(gaps).set({ recheckedAt: null })
  expect(await recheck()).toEqual({ gaps: 2, opened: 0, withdrawn: 0 })
  expect(await standing()).toEqual(before)
  const opened = await stores.postgres.db.select().from(issueHits).where(eq(issueHits.ruleId, 'trial.rapid'))
  expect(opened.length).toBe(1)
  const [sums] = await stores.clickhouse.query<{ hits: number; rows: number }>(
    'SELECT sum(sign) AS hits, count() AS rows FROM hits',
  )
  expect(sums!.hits).toBe(before.length)
  expect(sums!.rows).toBe(before.length + 2 * 3)
})

test('where the bundle of the block loads no more, the one in force judges, and the gap is closed', async () => {
  await stores.postgres.db.update(gaps).set({ recheckedAt: null, ruleSet: 'of another language version' })
  expect(await recheck()).toMatchObject({ gaps: 2 })
  expect(await recheck()).toMatchObject({ gaps: 0 })
})

const lead: Scope = { personId: 'S010', role: 'lead', orgunit: 'hq' }
const admin: Scope = { personId: 'S060', role: 'admin', orgunit: 'hq' }
const differing = async () => {
  const { checks } = await reconcile(
    { db: stores.postgres.db, clickhouse: stores.clickhouse },
    { now: new Date(), patienceMs: 0 },
  )
  return checks.flatMap(({ id, differences }) => (differences.length > 0 ? [id] : []))
}

test('hits are held against SQL rule by rule: one lost and one that SQL does not find are named, and people are told once', async () => {
  const { postgres, clickhouse } = stores
  await postgres.db.insert(orgUnits).values({ id: 'hq', kind: 'head-office', zh: 'hq', en: 'hq' })
  await postgres.db.insert(people).values(
    [lead, admin].map(({ personId, role, orgunit }) => ({
      id: personId,
      login: personId,
      zh: '',
      en: '',
      role: role as 'lead',
      orgunit,
    })),
  )
  const run = () => reconcileOnRecord({ db: postgres.db, clickhouse }, new Date(trialStart + 80 * minute))
  const sound = await run()
  expect(sound.checks.flatMap(({ differences }) => differences)).toEqual([])
  const compared = sound.checks.find(({ id }) => id === 'hits')!
  expect(compared).toMatchObject({ compared: bundle.rules.length, passedOver: [] })

  const [breach] = await clickhouse.query<Record<string, unknown>>(
    "SELECT * FROM hits WHERE rule_id = 'trial.decision-in-time' AND step = 'breach' AND subject = 'x1' LIMIT 1",
  )
  await clickhouse.command("ALTER TABLE hits DELETE WHERE rule_id = 'trial.rapid' SETTINGS mutations_sync = 1")
  const phantom = { ...breach, hit_id: 'h_nobody_found' }
  await clickhouse.insert('hits', [{ ...phantom, sign: 1 }], { token: 'by-hand' })
  const found = await run()
  const named = found.checks
    .find(({ id }) => id === 'hits')!
    .differences.flatMap(({ hits = [] }) => hits.map(({ ruleId, kind, subject }) => `${kind} ${ruleId} ${subject}`))
  expect(named).toEqual(['surplus trial.decision-in-time x1', 'missing trial.rapid a4'])
  await run()
  const told = await postgres.db.select().from(notifications).where(eq(notifications.kind, 'differs'))
  expect(told.map(({ personId, severity }) => [personId, severity]).sort()).toEqual([
    ['S010', 'critical'],
    ['S060', 'critical'],
  ])

  // Who keeps the house sees that something differs; who reads issues sees what.
  const namedTo = async (scope: Scope) =>
    (await lastReconciled({ db: postgres.db, clickhouse }, scope))!.checks.flatMap(({ differences }) =>
      differences.flatMap(({ hits = [] }) => hits),
    ).length
  expect([await namedTo(admin), (await namedTo(lead)) > 1, await namedTo({ ...lead, personId: 'P1' })]).toEqual([
    0,
    true,
    2,
  ])
  expect(await lastReconciled({ db: postgres.db, clickhouse }, { ...lead, orgunit: 'b01' })).toBe(null)

  await clickhouse.insert('hits', [{ ...phantom, sign: -1 }], { token: 'put-right' })
  await postgres.db.update(gaps).set({ recheckedAt: null, ruleSet: bundle.hash })
  expect(await recheck(90)).toEqual({ gaps: 2, opened: 1, withdrawn: 0 })
  expect(await differing()).toEqual(['hit-rollups'])
})

test('what came in is what is stored, counted and in issues; a row lost, doubled or left out is found', async () => {
  const { postgres, clickhouse } = stores
  const [hit] = await postgres.db.delete(issueHits).where(eq(issueHits.ruleId, 'trial.rapid')).returning()
  expect(await differing()).toEqual(['hit-rollups', 'issues'])
  // As many as there should be, and not the same ones.
  await postgres.db.insert(issueHits).values({ ...hit!, hitId: 'another' })
  expect(await differing()).toEqual(['hit-rollups', 'issues'])
  await postgres.db.delete(issueHits).where(eq(issueHits.hitId, 'another'))
  await postgres.db.insert(issueHits).values(hit!)
  await clickhouse.command("INSERT INTO events_by_day SELECT * FROM events_by_day WHERE type = 'approval.decided'")
  expect(await differing()).toEqual(['event-rollups', 'hit-rollups'])
  await clickhouse.command("ALTER TABLE events DELETE WHERE id = 'd1' SETTINGS mutations_sync = 1")
  expect(await differing()).toEqual(['stored', 'event-rollups', 'hit-rollups', 'hits'])
})

test('one process at a time does it; the lease of one that died passes on', async () => {
  const { db } = stores.postgres
  const at = (owner: string, ms: number) => takeLease(db, 'trial', { owner, now: new Date(ms), forMs: 1000 })
  expect(await at('a', 0)).toBe(true)
  expect(await at('b', 500)).toBe(false)
  expect(await at('a', 900)).toBe(true)
  expect(await at('b', 1500)).toBe(false)
  expect(await at('b', 1900)).toBe(true)
})
