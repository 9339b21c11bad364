import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { type Scope, scopeOf } from '../access/scope.ts'
import { auditVerify } from '../audit/verify.ts'
import type { ClickHouse, ClickHouseReader } from '../clickhouse/connect.ts'
import { act, type IssueAction } from '../issues/act.ts'
import { issueDetail } from '../issues/detail.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { queue } from '../issues/queue.ts'
import { takeNext } from '../issues/take-next.ts'
import { inbox } from '../notifications/inbox.ts'
import { absences, issueActions, issueHits, issues, notifications, people } from '../postgres/schema.ts'
import { hitFor, type Staff, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { decideDelegation, endAbsence } from './decide.ts'
import { delegatesFor } from './delegates.ts'
import { enterAbsence } from './enter.ts'
import { absencesAhead } from './list.ts'
import { standsInFor } from './standing-in.ts'

const clock = new Date('2026-03-02T03:00:00Z')
const minutes = (n: number) => new Date(clock.getTime() + n * 60_000)
const noEvents = { query: async () => [] } as unknown as ClickHouseReader & ClickHouse
const idOf = (who: Staff) => staff[who][0]

onEachEngine('absences', [absences, notifications, issueHits, issueActions, issues], (bank) => {
  /** As a request at that moment sees them. */
  const scopeAt = async (who: Staff, at: number): Promise<Scope> => {
    const [id, role, orgunit] = staff[who]
    return scopeOf({ id, role, orgunit, standsInFor: await standsInFor(bank.db, id, minutes(at)) })
  }
  const enter = async (
    by: Staff,
    who: Staff,
    { from = 10, until = 600, delegate = null as Staff | null, at = 0 } = {},
  ) => {
    const wish = {
      personId: idOf(who),
      startsAt: minutes(from),
      endsAt: minutes(until),
      delegate: delegate && idOf(delegate),
    }
    const outcome = await enterAbsence(bank.db, await scopeAt(by, at), wish, minutes(at))
    return outcome.kind === 'done' ? outcome.absence : outcome.code
  }
  const entered = async (...asked: Parameters<typeof enter>) => {
    const outcome = await enter(...asked)
    if (typeof outcome === 'string') throw new Error(outcome)
    return outcome
  }
  const deciding = async (by: Staff, id: number, approve = true, at = 1) => {
    const outcome = await decideDelegation(bank.db, await scopeAt(by, at), { id, approve }, minutes(at))
    return outcome.kind === 'done' ? outcome.absence.delegation : outcome.code
  }
  const opened = async (differing = {}) =>
    (await bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor(differing)], clock))).opened[0]!
  const doing = async (who: Staff, id: string, action: IssueAction, at: number) => {
    const outcome = await act(bank.db, await scopeAt(who, at), id, action, { now: minutes(at) })
    return outcome.kind === 'done' ? outcome.kind : outcome.code
  }
  const done = async (...asked: Parameters<typeof doing>) => expect(await doing(...asked)).toBe('done')
  const sees = async (who: Staff, id: string, at: number) =>
    (await issueDetail(bank.db, noEvents, await scopeAt(who, at), id)) !== null

  test('a delegate who goes away as well is stood in for, but not by who stands in for them', async () => {
    await entered('lead', 'officer', { delegate: 'officer2' })
    await entered('lead', 'officer2', { delegate: 'lead2', from: 20 })
    expect(await standsInFor(bank.db, idOf('officer2'), minutes(30))).toEqual([idOf('officer')])
    expect(await standsInFor(bank.db, idOf('lead2'), minutes(30))).toEqual([idOf('officer2')])
  })

  test('one enters one’s own, a lead or an administrator those of their units; nobody is away twice at a time', async () => {
    expect(await enter('officer', 'officer')).toMatchObject({ personId: idOf('officer'), delegation: null })
    expect(await enter('officer', 'officer2')).toBe('not-permitted')
    expect(await enter('branchOfficer', 'manager2')).toBe('not-found')
    expect(await enter('admin', 'manager2')).toMatchObject({ enteredBy: idOf('admin') })
    expect(await enter('officer', 'officer', { from: 599, until: 700 })).toBe('overlaps')
    expect(await enter('officer', 'officer', { from: 600, until: 700 })).toMatchObject({ enteredBy: idOf('officer') })
    expect(await enter('officer2', 'officer2', { from: 5, until: 5 })).toBe('wrong-period')
    expect(await enter('officer2', 'officer2', { from: -50, until: -5 })).toBe('wrong-period')
    expect(await enter('officer2', 'officer2', { until: 400 * 1440 })).toBe('too-long')
    // What is past is not rewritten: it begins now.
    expect(await enter('officer2', 'officer2', { from: -50 })).toMatchObject({ startsAt: clock })
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound', actions: 4 })
  })

  test('who may stand in: of the same or a higher role, of the same unit or one above', async () => {
    const fit = async (who: Staff) => (await delegatesFor(bank.db, idOf(who))).map(({ id }) => id)
    expect(await fit('officer')).toEqual([idOf('officer2'), idOf('lead'), idOf('lead2')])
    expect(await fit('branchOfficer')).toEqual([idOf('officer'), idOf('officer2'), idOf('lead'), idOf('lead2')])
    expect(await fit('lead')).toEqual([idOf('lead2')])
    expect(await fit('manager')).toEqual([])
    expect(await enter('officer', 'officer', { delegate: 'branchOfficer' })).toBe('unfit-delegate')
    expect(await enter('officer', 'officer', { delegate: 'officer' })).toBe('unfit-delegate')
    await enter('officer2', 'officer2', { from: 100, until: 200 })
    expect(await enter('officer', 'officer', { delegate: 'officer2' })).toBe('absent-delegate')
  })

  test('it begins when somebody who is neither of the two approves, and leads are asked to', async () => {
    const { id } = await entered('officer', 'officer', { delegate: 'lead' })
    expect(await standsInFor(bank.db, idOf('lead'), minutes(11))).toEqual([])
    expect((await inbox(bank.db, await scopeAt('lead2', 1), { limit: 9 })).rows).toMatchObject([{ kind: 'delegation' }])
    expect(await deciding('officer2', id)).toBe('not-permitted')
    expect(await deciding('lead', id)).toBe('own-delegation')
    expect(await deciding('lead2', id)).toBe('approved')
    expect(await deciding('lead2', id, false)).toBe('decided')
    expect(await standsInFor(bank.db, idOf('lead'), minutes(9))).toEqual([])
    expect(await standsInFor(bank.db, idOf('lead'), minutes(10))).toEqual([idOf('officer')])
    expect(await standsInFor(bank.db, idOf('lead'), minutes(600))).toEqual([])
    const told = await bank.db
      .select()
      .from(notifications)
      .where(eq(notifications.personId, idOf('lead')))
    expect(told).toMatchObject([{ kind: 'delegation' }])
    // A lead who enters it for another has approved it, unless it is they who stand in.
    expect(await entered('lead', 'officer2', { delegate: 'lead2' })).toMatchObject({ delegation: 'approved' })
    expect(await entered('lead', 'branchOfficer', { delegate: 'lead' })).toMatchObject({ delegation: 'proposed' })
  })

  test('it ends when the absence is ended, and with whoever leaves or is moved', async () => {
    const { id } = await entered('lead', 'officer', { delegate: 'officer2' })
    const standing = () => standsInFor(bank.db, idOf('officer2'), minutes(20))
    expect(await standing()).toEqual([idOf('officer')])
    await bank.db
      .update(people)
      .set({ orgunit: 'b01' })
      .where(eq(people.id, idOf('officer2')))
    expect(await standing()).toEqual([])
    await bank.db
      .update(people)
      .set({ orgunit: 'hq' })
      .where(eq(people.id, idOf('officer2')))
    expect(await standing()).toEqual([idOf('officer')])
    expect(await endAbsence(bank.db, await scopeAt('officer2', 15), id, minutes(15))).toMatchObject({
      code: 'not-permitted',
    })
    expect(await endAbsence(bank.db, await scopeAt('officer', 15), id, minutes(15))).toMatchObject({ kind: 'done' })
    expect(await standing()).toEqual([])
    expect(await absencesAhead(bank.db, await scopeAt('lead', 20), minutes(20))).toEqual([])
  })

  test('what is told to who is away reaches who stands in, and only while it runs', async () => {
    await entered('lead', 'officer', { delegate: 'officer2' })
    const tellAt = async (at: number) => {
      const id = await opened()
      await done('lead', id, { kind: 'assign', to: idOf('officer') }, at)
      return id
    }
    await tellAt(5)
    const id = await tellAt(15)
    const { rows } = await inbox(bank.db, await scopeAt('officer2', 20), { limit: 9, kinds: ['assigned'] })
    expect(rows).toMatchObject([{ issueId: id, standingInFor: idOf('officer') }])
  })

  test('they act for who is away; the record says for whom, and both count for the four eyes', async () => {
    const id = await opened()
    await done('lead', id, { kind: 'assign', to: idOf('lead2') }, 1)
    await entered('admin', 'lead2', { delegate: 'lead' })
    await done('lead', id, { kind: 'confirm' }, 20)
    await done('officer', id, { kind: 'order', text: '整改', answerer: idOf('manager') }, 21)
    await done('manager', id, { kind: 'answer', text: '已改' }, 22)
    await done('officer', id, { kind: 'verify' }, 23)
    expect(await doing('lead', id, { kind: 'close', accountability: '无', recovered: 0 }, 24)).toBe('confirmed-it')
    // Back, and yet it was confirmed in their name.
    expect(await doing('lead2', id, { kind: 'close', accountability: '无', recovered: 0 }, 700)).toBe('confirmed-it')
    const confirmed = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'confirm'))
    expect(confirmed).toMatchObject([{ personId: idOf('lead'), detail: { standingInFor: idOf('lead2') } }])
    const orders = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'order'))
    expect(orders[0]!.detail).not.toHaveProperty('standingInFor')
  })

  test('who stands in for the person concerned counts as concerned, until it is over', async () => {
    const id = await opened({ actor: idOf('officer') })
    await entered('lead', 'officer', { delegate: 'officer2' })
    expect(await doing('officer2', id, { kind: 'assign' }, 20)).toBe('concerned')
    expect(await doing('lead', id, { kind: 'assign', to: idOf('officer2') }, 20)).toBe('person-concerned')
    const next = await takeNext(bank.db, noEvents, await scopeAt('officer2', 20), {}, { now: minutes(20) })
    expect(next).toMatchObject({ code: 'none-left' })
    await done('officer2', id, { kind: 'assign' }, 601)
  })

  test('an order to who is away is answered for them, not by who gave it, nor by who is concerned', async () => {
    const ordered = async (actor: string, by: Staff) => {
      const id = await opened({ actor })
      await done('lead2', id, { kind: 'confirm' }, 1)
      await done(by, id, { kind: 'order', text: '说明情况', answerer: idOf('branchOfficer') }, 2)
      return id
    }
    const about = idOf('branchOfficer')
    const byOther = await ordered(about, 'lead2')
    const byOfficer = await ordered(about, 'officer')
    await entered('lead', 'branchOfficer', { delegate: 'officer', from: 10 })
    expect(await doing('officer', byOther, { kind: 'answer', text: '代答' }, 5)).toBe('not-answerer')
    await done('officer', byOther, { kind: 'answer', text: '代答' }, 20)
    expect(await doing('officer', byOfficer, { kind: 'answer', text: '代答' }, 20)).toBe('ordered-it')
    expect(await doing('branchOfficer', byOther, { kind: 'verify' }, 700)).toBe('concerned')
    expect(await doing('officer', byOther, { kind: 'verify' }, 700)).toBe('answered-it')
  })

  test('it opens nothing that one’s own clearance does not', async () => {
    // Ordered to answer outside of their own units, as somebody concerned.
    const elsewhere = await opened({ actor: idOf('manager2'), orgunit: 'b01' })
    await done('officer', elsewhere, { kind: 'confirm' }, 1)
    await done('officer', elsewhere, { kind: 'order', text: '说明', answerer: idOf('manager2') }, 2)
    await bank.db.insert(people).values({
      ...{ id: 'S022', login: 's022', zh: 'S022', en: 'S022', role: 'manager', orgunit: 'b02' },
    })
    const scope = async (at: number) =>
      scopeOf({
        id: 'S022',
        role: 'manager',
        orgunit: 'b02',
        standsInFor: await standsInFor(bank.db, 'S022', minutes(at)),
      })
    const list = async (at: number) =>
      (await queue(bank.db, await scope(at), { filter: {}, order: 'priority', limit: 9 })).issues.map(({ id }) => id)
    const wish = { personId: idOf('manager2'), startsAt: minutes(10), endsAt: minutes(600), delegate: 'S022' }
    await enterAbsence(bank.db, await scopeAt('lead', 3), wish, minutes(3))
    expect(await list(5)).toEqual([])
    expect(await list(20)).toEqual([elsewhere])
    // By a later hit it becomes one of money laundering, or about the very person who stands in.
    await bank.db.update(issues).set({ class: 'money-laundering' }).where(eq(issues.id, elsewhere))
    expect(await list(20)).toEqual([])
    await bank.db
      .update(issues)
      .set({ class: 'operational', actors: [idOf('manager2'), 'S022'] })
      .where(eq(issues.id, elsewhere))
    expect(await list(20)).toEqual([])
    await bank.db.delete(absences)
    await bank.db.delete(people).where(eq(people.id, 'S022'))
    expect(await sees('manager2', elsewhere, 20)).toBe(true)
  })
})
