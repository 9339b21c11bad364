import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { attach } from '../attachments/add.ts'
import { auditVerify } from '../audit/verify.ts'
import { publishBundle } from '../bundle/publish.ts'
import { decide } from '../changes/decide.ts'
import { propose } from '../changes/propose.ts'
import { smallFiles } from '../changes/small-rules.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { liftHold } from '../holds/lift.ts'
import { holdsOnIssue, listHolds } from '../holds/list.ts'
import { type HoldWish, placeHold } from '../holds/place.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import type { Postgres } from '../postgres/connect.ts'
import {
  attachments,
  bundles,
  deadLetters,
  issueActions,
  issueHits,
  issues,
  legalHolds,
  notifications,
  plans,
  retentionRuns,
  sessions,
  settings,
  vault,
} from '../postgres/schema.ts'
import { reconcile } from '../reconcile/reconcile.ts'
import { hitFor, openBank, type Staff, scopeFor, staff } from '../test/bank.ts'
import { blockRow, eventRow, hitRow, milestoneRow, openWarehouse } from '../test/warehouse.ts'
import { passingKeys } from '../vault/keys.ts'
import { seal, tokenOf } from '../vault/seal.ts'
import { storePersonal } from '../vault/vault.ts'
import { noteArrivals } from './arrivals.ts'
import { deleteMonth, planMonth } from './erase-months.ts'
import { type RecordKindId, recordKinds } from './kinds.ts'
import { cutoffOf } from './periods.ts'
import { type Kept, preview, retain } from './retain.ts'

/** Ten years and more after what is too old, and less after what is not. */
const now = new Date('2036-11-28T04:00:00Z')
const old = '2026-02-10 10:00'
const young = '2028-02-10 10:00'

let bank: Postgres
let clickhouse: ClickHouse
const keys = passingKeys()
const stores = () => ({ db: bank.db, clickhouse, keys })

beforeAll(async () => {
  ;[bank, clickhouse] = await Promise.all([openBank(), openWarehouse()])
})
afterAll(async () => {
  await clickhouse.close()
  await bank.close()
})

const ofClickHouse = ['events', 'hits', 'milestones', 'blocks', 'events_by_day', 'events_by_minute', 'hits_by_day']
beforeEach(async () => {
  for (const table of [...ofClickHouse, 'hits_by_minute', 'milestones_by_day', 'retention_kept'])
    await clickhouse.command(`TRUNCATE TABLE ${table}`)
  const emptied = [attachments, notifications, issueHits, issueActions, issues, legalHolds, retentionRuns, settings]
  for (const table of [...emptied, deadLetters, sessions, vault, plans, bundles]) await bank.db.delete(table)
})

let token = 0
const insert = (table: string, rows: object[]) => clickhouse.insert(table, rows, { token: `retention-test:${++token}` })
/** Events of block 1, which is done, and has been for as long as they are old. */
const stored = async (rows: ReturnType<typeof eventRow>[], came = new Date('2026-03-01T00:00:00Z')) => {
  await insert('events', rows)
  await insert('blocks', [blockRow(1, young, { to_offset: rows.length, events: rows.length, ok: rows.length })])
  await bank.db.insert(plans).values({
    topic: 'events',
    partition: 0,
    seq: 1,
    fromOffset: 0,
    toOffset: 1,
    clock: 0,
    ruleSet: 'r1',
    state: 'done',
  })
  await noteArrivals(bank.db, came)
}
const posted = (time: string, data: object, subject: string) =>
  eventRow('transaction.posted', time, { card: 'c-1', amount: 100_00, ...data }, { subject })
const subjectsIn = async (table = 'events') =>
  (await clickhouse.query<{ subject: string }>(`SELECT subject FROM ${table} ORDER BY subject`)).map(
    (row) => row.subject,
  )
const of = (kept: readonly Kept[], kind: RecordKindId) => {
  const { rows, held } = kept.find((each) => each.kind === kind)!
  return { rows, held }
}
const holding = (who: Staff, wish: Partial<HoldWish>, at = now) =>
  placeHold(
    stores(),
    scopeFor(who),
    { kind: 'subject', value: 's', reason: '公安机关协查', reference: '协查〔2036〕12号', ...wish },
    { now: at },
  )
const recorded = async (kind: string) =>
  (await bank.db.select().from(issueActions).where(eq(issueActions.kind, kind))).map(({ detail }) => detail)
const differences = async () =>
  (await reconcile(stores(), { now, patienceMs: 0 })).checks.flatMap((check) => check.differences)

describe('periods', () => {
  test('what was brought in lately is kept for its period from then on, however old it says it is', async () => {
    await stored([posted(old, {}, 'tx-history')], new Date('2027-03-01T00:00:00Z'))
    expect(of(await retain(stores(), now), 'events.transactions')).toEqual({ rows: 0, held: 0 })
    expect(await subjectsIn()).toEqual(['tx-history'])
    const later = new Date('2037-04-02T00:00:00Z')
    expect(of(await retain(stores(), later), 'events.transactions')).toEqual({ rows: 1, held: 0 })
    expect(await subjectsIn()).toEqual([])
  })

  test('a period ends with its month, and never before it', () => {
    expect(cutoffOf(120, now)).toEqual(new Date('2026-11-01T00:00:00Z'))
    expect(cutoffOf(1, new Date('2036-01-31T23:59:59Z'))).toEqual(new Date('2035-12-01T00:00:00Z'))
  })

  test('what identifies customers and their transactions is kept ten years by law, and nothing less can be set', async () => {
    const byLaw = recordKinds.filter(({ basis }) => basis === 'anti-money-laundering')
    expect(byLaw.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['events.transactions', 'events.identity', 'vault']),
    )
    expect(byLaw.every(({ least, usual }) => least >= 120 && usual >= least)).toBe(true)
  })

  test('one leads and proposes, another approves; below the least it is refused with what it rests on', async () => {
    await publishBundle(bank.db, makeBundle({ files: smallFiles }).bundle, { personId: 'system', now })
    const proposing = (months: number, records = 'events.service') =>
      propose(bank.db, scopeFor('lead'), { change: { kind: 'retention', records, months }, reason: '缩短' }, { now })
    expect(await proposing(60, 'events.transactions')).toMatchObject({
      code: 'below-legal',
      zh: expect.stringContaining('《反洗钱法》'),
    })
    expect(await proposing(119, 'vault')).toMatchObject({ code: 'below-legal' })
    expect(await proposing(60, 'audit')).toMatchObject({ code: 'no-records' })
    expect(await proposing(36.5)).toMatchObject({ code: 'not-whole' })
    expect(await proposing(60)).toMatchObject({ code: 'same' })
    const proposed = await proposing(36)
    if (proposed.kind !== 'proposed') throw new Error(proposed.en)
    const deciding = (who: Staff) =>
      decide(bank.db, scopeFor(who), proposed.change.id, { verdict: 'approve', note: '' }, { now })
    expect(await deciding('lead')).toMatchObject({ code: 'own' })
    const months = async () => (await preview(stores(), now)).find(({ kind }) => kind === 'events.service')!.months
    expect(await months()).toBe(60)
    expect(await deciding('lead2')).toMatchObject({ kind: 'decided' })
    expect(await months()).toBe(36)
  })
})

describe('deletion', () => {
  test('what is beyond its period goes and what is within stays; sums, and what is counted against them, agree', async () => {
    await stored([
      posted(old, {}, 'tx-old'),
      posted(young, {}, 'tx-young'),
      eventRow('counter.served', '2031-03-03 10:00', {}, { subject: 'visit-old' }),
      eventRow('counter.served', '2032-03-03 10:00', {}, { subject: 'visit-young' }),
    ])
    await insert('hits', [
      hitRow('issuance.x', old, { subject: 'hit-old' }),
      hitRow('issuance.x', young, { subject: 'hit-young', hit_id: 'young' }),
    ])
    await insert('milestones', [
      milestoneRow('decided', old, { subject: 'm-old' }),
      milestoneRow('decided', young, { subject: 'm-young' }),
    ])
    // Both hits stand in issues; the issue of the older keeps it.
    const all = await clickhouse.query<{ hit_id: string; subject: string }>('SELECT hit_id, subject FROM hits')
    for (const { hit_id, subject } of all)
      await opened(
        { hitId: hit_id, ruleId: 'issuance.x', subject, key: subject, at: '2026-02-10T02:00:00.000Z' },
        'closed',
      )
    const before = await clickhouse.query('SELECT sum(events) AS n FROM events_by_day')
    expect(await differences()).toEqual([])

    const would = await preview(stores(), now)
    const did = await retain(stores(), now)
    expect(would).toEqual(did)
    expect(of(did, 'events.transactions')).toEqual({ rows: 1, held: 0 })
    expect(of(did, 'events.service')).toEqual({ rows: 1, held: 0 })
    expect(await subjectsIn()).toEqual(['tx-young', 'visit-young'])
    expect(await subjectsIn('hits')).toEqual(['hit-young'])
    expect(await subjectsIn('milestones')).toEqual(['m-young'])
    expect(await clickhouse.query('SELECT sum(events) AS n FROM events_by_day')).toEqual(before)
    expect(await differences()).toEqual([])
    expect(await recorded('retention-erased')).toContainEqual(
      expect.objectContaining({ what: 'events.transactions', month: '202602', deleted: 1, held: 0 }),
    )
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })

    // A row that is lost otherwise is still told.
    await clickhouse.command(`ALTER TABLE events DELETE WHERE subject = 'tx-young' SETTINGS mutations_sync = 2`)
    expect((await differences()).length).toBeGreaterThan(0)
  })

  test('a second run finds nothing', async () => {
    await stored([posted(old, {}, 'tx-old'), posted(young, {}, 'tx-young')])
    await retain(stores(), now)
    const runs = await bank.db.select().from(retentionRuns)
    const again = await retain(stores(), now)
    expect(again.every(({ rows }) => rows === 0)).toBe(true)
    expect(await bank.db.select().from(retentionRuns)).toEqual(runs)
  })

  test.each(['before the deletion', 'after it'])('cut off %s, it ends the same and is on record once', async (when) => {
    await stored([posted(old, {}, 'tx-old'), posted(old, {}, 'tx-held'), posted(young, {}, 'tx-young')])
    await holding('lead', { value: 'tx-held' })
    const cutoff = cutoffOf(120, now)
    const reach = [{ topic: 'events', partition: 0, seq: 1 }]
    const run = await planMonth(stores(), 'events.transactions', { month: '202602', cutoff, reach }, now)
    if (when === 'after it') {
      await deleteMonth(stores(), run)
      expect(await differences()).toEqual([])
    }
    await retain(stores(), new Date(now.getTime() + 60_000))
    expect(await subjectsIn()).toEqual(['tx-held', 'tx-young'])
    const told = await recorded('retention-erased')
    expect(told).toEqual([expect.objectContaining({ run: run.id, deleted: 1, held: 1 })])
    expect(await differences()).toEqual([])
  })

  test('a hold placed between the plan and the deletion counts', async () => {
    await stored([posted(old, {}, 'tx-a'), posted(old, {}, 'tx-b')])
    const stretch = { month: '202602', cutoff: cutoffOf(120, now), reach: [{ topic: 'events', partition: 0, seq: 1 }] }
    await planMonth(stores(), 'events.transactions', stretch, now)
    await holding('lead', { value: 'tx-b' })
    await retain(stores(), now)
    expect(await subjectsIn()).toEqual(['tx-b'])
    expect(await differences()).toEqual([])
  })

  test('rows of a block that is not done are left alone', async () => {
    await stored([posted(old, {}, 'tx-old')])
    await insert('events', [{ ...posted(old, {}, 'tx-being-written'), seq: 2 }])
    await retain(stores(), now)
    expect(await subjectsIn()).toEqual(['tx-being-written'])
  })

  test('what identifies a customer stays while anything of the customer happens', async () => {
    const submitted = (subject: string, customer: string) =>
      eventRow('application.submitted', old, { product: 'card', channel: 'mobile', amount: 1, customer }, { subject })
    await stored([
      submitted('app-gone', 'cust-gone'),
      submitted('app-active', 'cust-active'),
      // Of the same case, though it names no customer.
      eventRow('identity.verified', old, { method: 'face', result: 'pass' }, { subject: 'app-active' }),
      eventRow(
        'estimate.made',
        young,
        { product: 'card', channel: 'mobile', amount: 1, customer: 'cust-active' },
        { subject: 'est' },
      ),
    ])
    const kept = await retain(stores(), now)
    expect(of(kept, 'events.identity')).toEqual({ rows: 1, held: 2 })
    expect(await subjectsIn()).toEqual(['app-active', 'app-active', 'est'])
  })
})

describe('holds', () => {
  test.each([
    ['subject', 'tx-1', ['tx-1']],
    ['account', 'c-2', ['tx-2']],
    // Through the case of the customer, also what does not name them.
    ['customer', 'cust-1', ['tx-1', 'tx-1']],
    ['partner', 'dealer-1', ['tx-3']],
  ] as const)(
    'of a %s: nothing of it goes, and all of it once another person has lifted it',
    async (kind, value, left) => {
      await stored([
        posted(old, { customer: 'cust-1' }, 'tx-1'),
        posted(old, {}, 'tx-1'),
        posted(old, { card: 'c-2' }, 'tx-2'),
        eventRow(
          'estimate.made',
          old,
          { product: 'car', channel: 'mobile', amount: 1, partner: 'dealer-1' },
          { subject: 'tx-3' },
        ),
      ])
      await insert('hits', [
        hitRow('issuance.x', old, { subject: left[0] }),
        hitRow('issuance.x', old, { subject: 'other' }),
      ])
      await insert('milestones', [milestoneRow('decided', old, { subject: left[0] }), milestoneRow('decided', old)])
      const placed = await holding('lead', { kind, value })
      if (placed.kind !== 'placed') throw new Error(placed.en)
      const kept = await retain(stores(), now)
      const expected = kind === 'subject' ? ['tx-1', 'tx-1'] : [...left]
      expect(await subjectsIn()).toEqual(expected)
      expect(await subjectsIn('hits')).toEqual([left[0]])
      expect(await subjectsIn('milestones')).toEqual([left[0]])
      expect(of(kept, 'hits')).toEqual({ rows: 1, held: 1 })

      const lifting = (who: Staff) => liftHold(bank.db, scopeFor(who), placed.hold.id, { reason: '协查结束' }, { now })
      expect(await lifting('lead')).toMatchObject({ kind: 'refused', code: 'own' })
      expect(await lifting('officer2')).toMatchObject({ kind: 'refused', code: 'not-found' })
      expect(await lifting('auditor')).toMatchObject({ kind: 'refused', code: 'not-permitted' })
      expect(await lifting('lead2')).toMatchObject({ kind: 'lifted' })
      expect(await lifting('lead2')).toMatchObject({ kind: 'refused', code: 'over' })
      await retain(stores(), now)
      expect(await subjectsIn()).toEqual([])
      expect(await subjectsIn('hits')).toEqual([])
      expect((await recorded('hold-placed')).length + (await recorded('hold-lifted')).length).toBe(2)
    },
  )

  test('the database itself refuses that who placed a hold lifts it', async () => {
    const placed = await holding('lead', {})
    if (placed.kind !== 'placed') throw new Error(placed.en)
    const lift = bank.db.update(legalHolds).set({ liftedBy: placed.hold.placedBy, liftedAt: now })
    await expect(lift.execute()).rejects.toThrow()
  })

  test('a branch holds what is on record within it, sees its own holds, and none of the head office', async () => {
    await stored([
      eventRow('counter.served', old, {}, { subject: 'here', orgunit: 'b01-s01-o1' }),
      eventRow('counter.served', old, {}, { subject: 'elsewhere', orgunit: 'b02-s01' }),
    ])
    const branchLead = { ...scopeFor('lead'), personId: 'S012', orgunit: 'b01' }
    const wish = { kind: 'subject' as const, reason: '内部核查', reference: '核查 7 号' }
    const placing = (value: string) => placeHold(stores(), branchLead, { ...wish, value }, { now })
    expect(await placing('elsewhere')).toMatchObject({ code: 'not-yours' })
    expect(await placing('nowhere')).toMatchObject({ code: 'not-yours' })
    expect(await placing('here')).toMatchObject({ kind: 'placed' })
    expect(await placing('here')).toMatchObject({ code: 'standing' })
    expect(await holding('lead', { value: 'elsewhere' })).toMatchObject({ kind: 'placed' })
    expect((await listHolds(bank.db, branchLead)).map(({ value }) => value)).toEqual(['here'])
    expect((await listHolds(bank.db, scopeFor('lead2'))).map(({ value }) => value)).toEqual(['elsewhere', 'here'])
    expect(await listHolds(bank.db, scopeFor('admin'))).toEqual([])
    const [, ofHeadOffice] = [...(await listHolds(bank.db, scopeFor('lead')))].reverse()
    expect(await liftHold(bank.db, branchLead, ofHeadOffice!.id, { reason: 'x' }, { now })).toMatchObject({
      code: 'not-found',
    })
    expect(await holding('officer', { value: 'here' })).toMatchObject({ code: 'not-permitted' })
    expect(await holding('lead', { reference: ' ' })).toMatchObject({ code: 'no-reference' })
  })

  test('of an issue: its subject, its hits, what they rest on and its files stay', async () => {
    await stored([posted(old, {}, 'app-9'), { ...posted(old, {}, 'witness'), id: 'w1' }, posted(old, {}, 'other')])
    await insert('hits', [hitRow('issuance.x', old, { subject: 'app-9', hit_id: 'h-9' })])
    const id = await opened(
      {
        hitId: 'h-9',
        ruleId: 'issuance.x',
        subject: 'app-9',
        key: 'app-9',
        evidence: ['core#w1'],
        at: '2026-02-10T02:00:00.000Z',
      },
      'open',
    )
    await attach(
      bank.db,
      scopeFor('officer'),
      id,
      { name: 'a.txt', content: Buffer.from('x') },
      { now: new Date('2026-02-11T00:00:00Z') },
    )
    await over(id)
    expect(await holding('lead', { kind: 'issue', value: 'none' })).toMatchObject({ code: 'no-issue' })
    const placed = await holding('lead', { kind: 'issue', value: id })
    if (placed.kind !== 'placed') throw new Error(placed.en)
    const kept = await retain(stores(), now)
    expect(await subjectsIn()).toEqual(['app-9', 'witness'])
    expect(of(kept, 'hits')).toEqual({ rows: 0, held: 1 })
    expect(of(kept, 'attachments')).toEqual({ rows: 0, held: 1 })
    const [issue] = await bank.db.select().from(issues)
    expect(await holdsOnIssue(bank.db, scopeFor('lead2'), issue!)).toHaveLength(1)
    expect(await holdsOnIssue(bank.db, scopeFor('officer'), issue!)).toEqual([])
    await liftHold(bank.db, scopeFor('lead2'), placed.hold.id, { reason: '结束' }, { now })
    expect(of(await retain(stores(), now), 'attachments')).toEqual({ rows: 1, held: 0 })
    expect(await subjectsIn()).toEqual([])
    // The name and the hash of the file stay on the chain.
    expect(await recorded('attach')).toHaveLength(1)
  })
})

describe('issues and what they rest on', () => {
  test('evidence of an open issue stays; once it is over, the events go and the copies in the issue live on', async () => {
    await stored([{ ...posted(old, {}, 'app-1'), id: 'ev1' }])
    const copy = {
      source: 'core',
      id: 'ev1',
      type: 'transaction.posted',
      time: 1,
      subject: 'app-1',
      orgunit: 'b01',
      data: { amount: 1 },
    }
    const hit = {
      hitId: 'h-1',
      subject: 'app-1',
      key: 'app-1',
      evidence: ['core#ev1'],
      triggerId: 'core#ev1',
      copies: [copy],
    }
    const id = await opened({ ...hit, at: '2026-02-10T02:00:00.000Z' }, 'open')
    expect(of(await retain(stores(), now), 'events.transactions')).toEqual({ rows: 0, held: 1 })
    await over(id)
    expect(of(await retain(stores(), now), 'events.transactions')).toEqual({ rows: 1, held: 0 })
    expect(await subjectsIn()).toEqual([])
    const [kept] = await bank.db.select().from(issueHits)
    expect(kept!.copies).toEqual([copy])
  })
})

describe('rows of Postgres', () => {
  const letter = (id: string, text: string, state: 'open' | 'redriven', handledAt: Date | null, offset = 0) => ({
    ...{ id, topic: 'events', partition: 0, offset, code: 'invalid', field: '', reason: '', masked: '' },
    ...{ sealed: seal(keys, text, id), state, seenAt: new Date('2026-02-10T00:00:00Z'), handledAt },
  })

  test('dead letters that were handled go after their period, but one whose text names what is held', async () => {
    const long = new Date('2033-01-01T00:00:00Z')
    await bank.db
      .insert(deadLetters)
      .values([
        letter('open', 'a', 'open', null, 0),
        letter('recent', 'b', 'redriven', new Date('2036-10-01T00:00:00Z'), 1),
        letter('old', 'c', 'redriven', long, 2),
        letter('named', '{"subject":"app-7"}', 'redriven', long, 3),
      ])
    await stored([])
    await insert('blocks', [blockRow(2, young, { to_offset: 4, from_offset: 0, events: 4, dead_letters: 4 })])
    await bank.db.insert(plans).values({
      topic: 'events',
      partition: 0,
      seq: 2,
      fromOffset: 0,
      toOffset: 4,
      clock: 0,
      ruleSet: 'r1',
      state: 'done',
    })
    await holding('lead', { value: 'app-7' })
    expect(of(await retain(stores(), now), 'dead-letters')).toEqual({ rows: 1, held: 1 })
    const left = await bank.db.select({ id: deadLetters.id }).from(deadLetters)
    expect(left.map(({ id }) => id).sort()).toEqual(['named', 'open', 'recent'])
    expect(await differences()).toEqual([])
  })

  test('personal values go when nothing names them any more, and not when they came in again', async () => {
    const values = ['gone', 'named', 'in-issue', 'again', 'mobile'].map((value) => ({ field: 'name', value }))
    await storePersonal(bank.db, keys, values)
    await bank.db.update(vault).set({ createdAt: new Date('2026-01-01T00:00:00Z') })
    const [gone, named, inIssue, again, mobile] = values.map(({ value }) => tokenOf(keys, 'name', value))
    await stored([posted(young, { name: named! }, 'tx'), posted(young, { mobile: mobile! }, 'tx')])
    const copy = { source: 'core', id: 'e', type: 'x', time: 1, subject: 's', orgunit: 'b01', data: { name: inIssue! } }
    await opened({ copies: [copy], at: '2026-02-10T02:00:00.000Z' }, 'closed')
    await storePersonal(bank.db, keys, [{ field: 'name', value: 'again' }])
    await retain(stores(), now)
    const left = (await bank.db.select({ token: vault.token }).from(vault)).map((row) => row.token)
    expect(left).toEqual(expect.arrayContaining([named, inIssue, again, mobile]))
    expect(left).not.toContain(gone)
  })

  test('sessions that have long expired go', async () => {
    const session = (id: string, expiresAt: Date) => ({ id, userId: staff.officer[0], expiresAt })
    await bank.db
      .insert(sessions)
      .values([session('old', new Date('2030-01-01T00:00:00Z')), session('new', new Date('2036-12-01T00:00:00Z'))])
    await retain(stores(), now)
    expect((await bank.db.select({ id: sessions.id }).from(sessions)).map(({ id }) => id)).toEqual(['new'])
  })
})

/** Opens an issue from a hit, in the state. */
const opened = async (hit: Parameters<typeof hitFor>[0], state: 'open' | 'closed'): Promise<string> => {
  const at = new Date('2026-02-10T03:00:00Z')
  const { opened: ids } = await bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor(hit)], at))
  if (state === 'closed') await over(ids[0]!)
  return ids[0]!
}
const over = (id: string) =>
  bank.db
    .update(issues)
    .set({ state: 'closed', stateAt: new Date('2026-03-01T00:00:00Z'), closedAt: new Date('2026-03-01T00:00:00Z') })
    .where(eq(issues.id, id))
