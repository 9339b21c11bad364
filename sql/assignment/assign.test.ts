import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enterAbsence } from '../absences/enter.ts'
import { auditVerify } from '../audit/verify.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { act, type IssueAction } from '../issues/act.ts'
import type { IssueHit } from '../issues/hit.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { openPostgres, type Postgres } from '../postgres/connect.ts'
import {
  absences,
  assignmentSwitches,
  issueActions,
  issueHits,
  issues,
  notifications,
  workProfiles,
} from '../postgres/schema.ts'
import { fillBank, hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { noPostgres, type PostgresServer, startPostgres } from '../test/postgres-server.ts'
import { assignWaiting } from './assign.ts'
import { handBack } from './hand-back.ts'
import { keepProfile } from './profile.ts'
import { setAutomatic } from './switch.ts'

// 11:00 in Shanghai, a Monday.
const clock = new Date('2026-03-02T03:00:00Z')
const minutes = (n: number) => new Date(clock.getTime() + n * 60_000)
const noEvents = { query: async () => [] } as unknown as ClickHouseReader
const openFrom = (bank: Postgres, ...hits: Partial<IssueHit>[]) =>
  bank.db.transaction((tx) => openIssuesFromHits(tx, hits.map(hitFor), clock))
const switchOn = (bank: Postgres, orgunit = 'hq', automatic = true) =>
  setAutomatic(bank.db, scopeFor('lead'), { orgunit, automatic }, clock)
const run = (bank: Postgres, at = 1, events = noEvents) => assignWaiting(bank.db, events, minutes(at))
const holders = async (bank: Postgres) =>
  Object.fromEntries((await bank.db.select().from(issues)).map(({ subject, assignee }) => [subject, assignee]))
const [officer, officer2, branchOfficer] = [staff.officer[0], staff.officer2[0], staff.branchOfficer[0]]

onEachEngine(
  'automatic assignment',
  [absences, workProfiles, assignmentSwitches, notifications, issueHits, issueActions, issues],
  (bank) => {
    const away = (who: Staff, from: number, until: number, delegate: Staff | null = null) =>
      enterAbsence(
        bank.db,
        scopeFor('lead'),
        {
          personId: staff[who][0],
          startsAt: minutes(from),
          endsAt: minutes(until),
          delegate: delegate && staff[delegate][0],
        },
        minutes(0),
      )
    const profile = (who: Staff, differing: object) =>
      keepProfile(
        bank.db,
        scopeFor('lead2'),
        { personId: staff[who][0], stages: null, classes: null, capacity: 40, ...differing },
        clock,
      )
    const read = async (subject: string) => (await bank.db.select().from(issues).where(eq(issues.subject, subject)))[0]!
    const doing = (who: Staff, id: string, action: IssueAction, at: number) =>
      act(bank.db, scopeFor(who), id, action, { now: minutes(at) })

    test('off until somebody turns it on, for a unit and what is below it', async () => {
      await openFrom(bank, { subject: 'b01' }, { subject: 'b02', orgunit: 'b02-s01' })
      expect(await run(bank)).toBe(0)
      await switchOn(bank)
      await switchOn(bank, 'b02', false)
      expect(await run(bank)).toBe(1)
      expect(await holders(bank)).toEqual({ b01: branchOfficer, b02: null })
      await switchOn(bank, 'b02-s01')
      expect(await run(bank)).toBe(1)
      expect((await read('b02')).assignee).toBe(officer)
    })

    test('the record says why, the person is told, the clock is that of the new state', async () => {
      await openFrom(bank, { subject: 'a', severity: 'high', actor: officer2 })
      await switchOn(bank)
      await run(bank)
      expect(await read('a')).toMatchObject({ state: 'assigned', assignee: branchOfficer, version: 2 })
      const recorded = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'assign'))
      expect(recorded).toMatchObject([
        {
          personId: 'system',
          fromState: 'open',
          toState: 'assigned',
          detail: {
            to: branchOfficer,
            automatic: {
              points: 4,
              able: [
                { id: branchOfficer, load: 0, capacity: 40 },
                { id: officer, load: 0, capacity: 40 },
              ],
              against: { concerned: [officer2] },
            },
          },
        },
      ])
      expect(await bank.db.select().from(notifications)).toMatchObject([
        { kind: 'assigned', personId: branchOfficer, severity: 'high' },
      ])
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    })

    test('who turns out to be concerned when the evidence is looked up does not get it', async () => {
      const seen = {
        source: 'core',
        id: 'seen',
        type: 't',
        time: '2026-03-02 01:00:00.000',
        subject: 's',
        orgunit: 'b01',
      }
      const events = {
        query: async () => [{ ...seen, data: JSON.stringify({ actor: branchOfficer }) }],
      } as unknown as ClickHouseReader
      await openFrom(bank, { subject: 'a', evidence: ['core#seen'] })
      await switchOn(bank)
      await run(bank, 1, events)
      expect((await read('a')).assignee).toBe(officer)
    })

    test('skills, capacity and absence are kept to; what nobody can take stays open', async () => {
      await profile('branchOfficer', { capacity: 0 })
      await profile('officer', { stages: ['limit'] })
      await profile('officer2', { classes: ['conduct'] })
      await switchOn(bank)
      await openFrom(
        bank,
        { subject: 'limit', ruleGroup: 'limit', stage: 'limit' },
        { subject: 'conduct', ruleGroup: 'c', class: 'conduct' },
        { subject: 'neither' },
      )
      expect(await run(bank)).toBe(2)
      expect(await holders(bank)).toEqual({ limit: officer, conduct: officer2, neither: null })
      await away('officer', 2, 600)
      await openFrom(bank, { subject: 'later', ruleGroup: 'limit', stage: 'limit' })
      expect(await run(bank, 3)).toBe(0)
      expect(await run(bank, 601)).toBe(1)
      expect((await read('neither')).state).toBe('open')
    })

    test('a lead is asked only where a profile says so', async () => {
      for (const who of ['officer', 'officer2', 'branchOfficer'] as const) await profile(who, { capacity: 0 })
      await switchOn(bank)
      await openFrom(bank, { subject: 'a' })
      expect(await run(bank)).toBe(0)
      await profile('lead', {})
      expect(await run(bank)).toBe(1)
      expect((await read('a')).assignee).toBe(staff.lead[0])
    })

    test('however many nobody can take, they never hide one that somebody can', async () => {
      await profile('branchOfficer', { stages: ['limit'] })
      await profile('officer', { capacity: 0 })
      await profile('officer2', { capacity: 0 })
      await switchOn(bank)
      await openFrom(
        bank,
        ...Array.from({ length: 230 }, (_, i) => ({ subject: `pile-${i}`, severity: 'critical' as const })),
        { subject: 'mine', stage: 'limit', ruleGroup: 'limit', severity: 'low' },
      )
      expect(await run(bank)).toBe(1)
      expect((await read('mine')).assignee).toBe(branchOfficer)
    })

    test('many runs at once give each issue once', async () => {
      await switchOn(bank)
      await openFrom(bank, ...Array.from({ length: 15 }, (_, i) => ({ subject: `s${i}` })))
      const runs = await Promise.all(Array.from({ length: 4 }, () => run(bank)))
      expect(runs.reduce((a, b) => a + b)).toBe(15)
      const records = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'assign'))
      expect(new Set(records.map(({ issueId }) => issueId)).size).toBe(15)
      expect(records).toHaveLength(15)
      expect(await bank.db.select().from(notifications)).toHaveLength(15)
    })

    describe('somebody goes away', () => {
      test('what they have not begun is taken back, told so, with no time gained, and given to another', async () => {
        await openFrom(bank, { subject: 'untouched' }, { subject: 'begun' }, { subject: 'noted' })
        for (const subject of ['untouched', 'begun', 'noted'])
          await doing('lead', (await read(subject)).id, { kind: 'assign', to: branchOfficer }, 1)
        await doing('branchOfficer', (await read('begun')).id, { kind: 'confirm' }, 2)
        await doing('branchOfficer', (await read('noted')).id, { kind: 'comment', text: '已联系网点' }, 2)
        const before = await read('untouched')
        await away('branchOfficer', 3, 600)
        expect(await handBack(bank.db, minutes(3))).toBe(0)
        await switchOn(bank)
        expect(await handBack(bank.db, minutes(3))).toBe(1)
        expect(await read('untouched')).toMatchObject({ state: 'open', assignee: null })
        expect((await read('untouched')).dueAt!.getTime()).toBeLessThanOrEqual(before.dueAt!.getTime())
        expect(await run(bank, 4)).toBe(1)
        expect(await holders(bank)).toEqual({ untouched: officer, begun: branchOfficer, noted: branchOfficer })
        const [record] = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'hand-back'))
        expect(record).toMatchObject({ personId: 'system', toState: 'open', detail: { from: branchOfficer } })
        expect(await handBack(bank.db, minutes(5))).toBe(0)
      })

      test('what a lead gives them while they are away stays; with a stand-in all stays', async () => {
        await switchOn(bank)
        await openFrom(bank, { subject: 'given' })
        await away('branchOfficer', 1, 600)
        await doing('lead', (await read('given')).id, { kind: 'assign', to: branchOfficer }, 2)
        expect(await handBack(bank.db, minutes(3))).toBe(0)
        await openFrom(bank, { subject: 'attended' })
        await doing('lead', (await read('attended')).id, { kind: 'assign', to: officer2 }, 2)
        await away('officer2', 5, 600, 'officer')
        expect(await handBack(bank.db, minutes(6))).toBe(0)
      })
    })
  },
)

const noServer = noPostgres()
describe.skipIf(noServer !== null)(noServer ?? 'Postgres 15, workers of two processes', () => {
  let server: PostgresServer
  let sessions: Postgres[]
  beforeAll(async () => {
    server = await startPostgres()
    sessions = [await openPostgres({ url: server.url }), await openPostgres({ url: server.url })]
    await fillBank(sessions[0]!)
    await switchOn(sessions[0]!)
  })
  afterAll(async () => {
    for (const session of sessions ?? []) await session.close()
    await server?.stop()
  })

  test('six runs at once, while people take issues too, give each once', async () => {
    await openFrom(sessions[0]!, ...Array.from({ length: 18 }, (_, i) => ({ subject: `race-${i}` })))
    const all = await sessions[0]!.db.select().from(issues)
    const people = all
      .slice(0, 9)
      .map(({ id, version }) =>
        act(sessions[1]!.db, scopeFor('lead'), id, { kind: 'assign' }, { now: minutes(1), version }),
      )
    const runs = await Promise.all([...Array(6)].map((_, i) => run(sessions[i % 2]!)))
    const taken = (await Promise.all(people)).filter(({ kind }) => kind === 'done').length
    expect(runs.reduce((a, b) => a + b) + taken).toBe(18)
    const records = await sessions[0]!.db.select().from(issueActions).where(eq(issueActions.kind, 'assign'))
    expect(records).toHaveLength(18)
    expect(await auditVerify(sessions[0]!.db)).toMatchObject({ kind: 'sound' })
  })

  test('absences entered meanwhile hold nobody up, and leave nothing with who is away', async () => {
    const [one, two] = [sessions[0]!, sessions[1]!]
    await one.db.delete(notifications)
    await openFrom(one, ...Array.from({ length: 24 }, (_, i) => ({ subject: `away-${i}` })))
    const fresh = (await one.db.select().from(issues)).filter(({ subject }) => subject.startsWith('away-'))
    const wish = { personId: branchOfficer, startsAt: minutes(2), endsAt: minutes(600), delegate: null }
    const byHand = fresh
      .slice(0, 8)
      .map(({ id }) => act(two.db, scopeFor('lead'), id, { kind: 'assign', to: branchOfficer }, { now: minutes(1) }))
    const profiles = [50, 60, 70].map((capacity) =>
      keepProfile(
        two.db,
        scopeFor('lead2'),
        { personId: branchOfficer, stages: null, classes: null, capacity },
        minutes(1),
      ),
    )
    const [absence] = await Promise.all([
      enterAbsence(two.db, scopeFor('lead'), wish, minutes(2)),
      ...[...Array(6)].map((_, i) => run(sessions[i % 2]!, 2)),
      ...byHand,
      ...profiles,
    ])
    expect(absence).toMatchObject({ kind: 'done' })
    await handBack(one.db, minutes(3))
    await run(one, 3)
    const held = await one.db.select().from(issues).where(eq(issues.assignee, branchOfficer))
    expect(held.filter(({ subject }) => subject.startsWith('away-'))).toEqual([])
  })
})
