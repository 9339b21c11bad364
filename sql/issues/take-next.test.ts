import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { openPostgres, type Postgres } from '../postgres/connect.ts'
import { issueActions, issueHits, issues } from '../postgres/schema.ts'
import { fillBank, hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { noPostgres, type PostgresServer, startPostgres } from '../test/postgres-server.ts'
import type { IssueFilter } from './filter.ts'
import type { IssueHit } from './hit.ts'
import { openIssuesFromHits } from './open.ts'
import { takeNext } from './take-next.ts'

const clock = new Date('2026-03-02T03:00:00Z')
const now = new Date('2026-03-02T03:05:00Z')
const openFrom = (bank: Postgres, ...hits: Partial<IssueHit>[]) =>
  bank.db.transaction((tx) => openIssuesFromHits(tx, hits.map(hitFor), clock))

/** No event is stored: what the hits tell of their actors is all there is. */
const noEvents = { query: async () => [] } as unknown as ClickHouseReader
const eventsBy = (actor: string) =>
  ({
    query: async () => [
      {
        source: 'core',
        id: 'seen',
        type: 't',
        time: '2026-03-02 01:00:00.000',
        subject: 's',
        orgunit: 'b01',
        data: JSON.stringify({ actor }),
      },
    ],
  }) as unknown as ClickHouseReader

const taking = async (bank: Postgres, who: Staff, filter: IssueFilter = {}, events = noEvents) => {
  const outcome = await takeNext(bank.db, events, scopeFor(who), filter, { now })
  return outcome.kind === 'done' ? outcome.issue.subject : outcome.code
}

onEachEngine('take next', [issueHits, issueActions, issues], (bank) => {
  test('the one of highest priority, then the next, until nothing is left', async () => {
    await openFrom(
      bank,
      { subject: 'low', severity: 'low' },
      { subject: 'critical', severity: 'critical' },
      { subject: 'high', severity: 'high' },
    )
    const taken = []
    for (let i = 0; i < 4; i++) taken.push(await taking(bank, 'officer'))
    expect(taken).toEqual(['critical', 'high', 'low', 'none-left'])
    const rows = await bank.db.select().from(issues)
    expect(rows.every(({ assignee, state }) => assignee === staff.officer[0] && state === 'assigned')).toBe(true)
  })

  test('what somebody has, what sleeps, what is elsewhere and what is about oneself is passed by', async () => {
    await openFrom(
      bank,
      { subject: 'elsewhere', severity: 'critical', orgunit: 'b02' },
      { subject: 'about me', severity: 'critical', actor: staff.branchOfficer[0] },
      { subject: 'asleep', severity: 'critical' },
      { subject: 'mine' },
    )
    await bank.db
      .update(issues)
      .set({ snoozedUntil: new Date(now.getTime() + 1) })
      .where(eq(issues.subject, 'asleep'))
    expect(await taking(bank, 'branchOfficer')).toBe('mine')
    expect(await taking(bank, 'branchOfficer')).toBe('none-left')
  })

  test('who turns out to be concerned when the evidence is looked up gets another', async () => {
    await openFrom(
      bank,
      { subject: 'about me', severity: 'critical', evidence: ['core#seen'] },
      { subject: 'not about me', evidence: ['core#other'] },
    )
    expect(await taking(bank, 'officer', {}, eventsBy(staff.officer[0]))).toBe('not about me')
  })

  test('only of those that match, and only by who may work', async () => {
    await openFrom(bank, { subject: 'a', severity: 'critical' }, { subject: 'b', product: 'car' })
    expect(await taking(bank, 'officer', { product: 'car' })).toBe('b')
    expect(await taking(bank, 'executive')).toBe('not-permitted')
  })

  test('many at once get different ones', async () => {
    await openFrom(bank, ...Array.from({ length: 12 }, (_, i) => ({ subject: `race-${i}` })))
    const subjects = await Promise.all(
      Array.from({ length: 14 }, (_, i) => taking(bank, i % 2 === 0 ? 'officer' : 'officer2')),
    )
    expect(new Set(subjects).size).toBe(13)
    expect(subjects.filter((each) => each === 'none-left')).toHaveLength(2)
  })
})

const noServer = noPostgres()
describe.skipIf(noServer !== null)(noServer ?? 'Postgres 15, connections of two processes', () => {
  let server: PostgresServer
  let sessions: Postgres[]
  beforeAll(async () => {
    server = await startPostgres()
    sessions = [await openPostgres({ url: server.url }), await openPostgres({ url: server.url })]
    await fillBank(sessions[0]!)
  })
  afterAll(async () => {
    for (const session of sessions ?? []) await session.close()
    await server?.stop()
  })

  test('sixty presses at once take fifty issues, each once', async () => {
    const subjects = Array.from({ length: 50 }, (_, i) => `press-${i}`)
    await openFrom(sessions[0]!, ...subjects.map((subject) => ({ subject })))
    const taken = await Promise.all(
      Array.from({ length: 60 }, (_, i) => taking(sessions[i % 2]!, i % 3 === 0 ? 'officer' : 'officer2')),
    )
    expect(taken.filter((each) => each !== 'none-left').sort()).toEqual(subjects.sort())
  })
})
