import { hitsQuery } from '@mingjing/rules/clickhouse/query.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { sampleBundle } from '@mingjing/rules/testing/sample.ts'
import { gaps, issueHits } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recheckGaps } from '../jobs/recheck.ts'
import { startWorker } from '../worker.ts'
import { memorySource } from './memory-source.ts'
import { openTrialStores, type TrialStores } from './stores.ts'
import { trialStart } from './trial.ts'

/** Time limits that were judged before what meets them, stops their clock or starts them anew had come. */

const minute = 60_000
const bundle = sampleBundle([
  {
    kind: 'deadline',
    id: 'trial.waiting',
    opens: 'issue',
    on: 'application.submitted',
    expect: 'approval.decided',
    expectWhere: "decision != 'returned'",
    pause: 'application.returned',
    resume: 'application.resumed',
    restart: 'approval.decided',
    restartWhere: "decision == 'returned'",
    within: '30m',
  },
])
const event = (id: string, minutes: number, type: Event['type'], subject: string, data: object = {}): string =>
  JSON.stringify({
    ...{ id, source: 'core', type, time: trialStart + minutes * minute, subject, orgunit: 'b01-s01-o1', data },
  })
const submitted = (id: string, minutes: number, subject: string) =>
  event(id, minutes, 'application.submitted', subject, { product: 'card', channel: 'mobile', amount: 1, customer: 'C' })
const decided = (id: string, minutes: number, subject: string, decision: string) =>
  event(id, minutes, 'approval.decided', subject, { decision })
const returned = (id: string, minutes: number, subject: string) =>
  event(id, minutes, 'application.returned', subject, { node: 'n', actor: 'P1', reason: 'document missing' })
const resumed = (id: string, minutes: number, subject: string) =>
  event(id, minutes, 'application.resumed', subject, { node: 'n' })

const subjects = ['decided', 'waiting', 'waited', 'back', 'late']
const inTime = [...subjects.map((subject) => submitted(`s-${subject}`, 1, subject)), submitted('last', 60, 'other')]
const tooLate = [
  decided('d1', 31, 'decided', 'approved'),
  returned('r1', 31, 'waiting'),
  returned('r2', 10, 'waited'),
  resumed('r3', 15, 'waited'),
  decided('d2', 25, 'back', 'returned'),
  returned('r4', 32, 'late'),
]

let stores: TrialStores
let worker: Awaited<ReturnType<typeof startWorker>>
type Row = { subject: string; trigger: string; minutes: number }
const rowOf = (subject: string, trigger: string, minutes: number): Row => ({ subject, trigger, minutes })
const standing = () =>
  stores.clickhouse.query<Row>(
    `SELECT any(subject) AS subject, any(trigger_id) AS trigger,
       intDiv(toUnixTimestamp64Milli(at) - ${trialStart}, ${minute}) AS minutes
     FROM hits GROUP BY hit_id, minutes HAVING sum(sign) = 1 ORDER BY subject, trigger`,
  )
const recheck = () =>
  recheckGaps(
    { db: stores.postgres.db, clickhouse: stores.clickhouse },
    { current: bundle, find: async () => bundle },
    new Date(trialStart + 70 * minute),
  )

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

const after = [rowOf('back', 'core#d2', 55), rowOf('late', 'core#s-late', 31), rowOf('waited', 'core#s-waited', 36)]

test('before, everything has run out when nothing had been heard of it', async () => {
  expect(await standing()).toEqual([...subjects].sort().map((subject) => rowOf(subject, `core#s-${subject}`, 31)))
})

test('a late answer and a late pause withdraw the breach, a pause that ended puts it off, one too late does nothing', async () => {
  expect(await recheck()).toEqual({ gaps: 6, opened: 1, withdrawn: 3 })
  expect(await standing()).toEqual(after)
  const sql = hitsQuery(bundle.rules[0]!, bundle, { until: trialStart + 60 * minute, verdicts: ['ok', 'late'] })
  const whole = await stores.clickhouse.query<{ subject: string; at_ms: number }>(sql)
  expect(whole.map(({ subject, at_ms }) => [subject, (Number(at_ms) - trialStart) / minute]).sort()).toEqual(
    after.map(({ subject, minutes }) => [subject, minutes]),
  )
  const inIssues = await stores.postgres.db.select().from(issueHits)
  const open = inIssues.filter(({ withdrawnAt }) => withdrawnAt === null).map(({ triggerId }) => triggerId)
  expect(open.sort()).toEqual(after.map(({ trigger }) => trigger))
})

test('done again after a crash, nothing moves, opens or goes a second time', async () => {
  await stores.postgres.db.update(gaps).set({ recheckedAt: null })
  expect(await recheck()).toEqual({ gaps: 6, opened: 0, withdrawn: 0 })
  expect(await standing()).toEqual(after)
  const [rows] = await stores.clickhouse.query<{ n: number }>('SELECT count() AS n FROM hits')
  expect(rows!.n).toBe(subjects.length + 3 + 1 + 2)
})
