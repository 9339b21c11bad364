import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { issueActions, issueHits, issues } from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { act, type IssueAction } from './act.ts'
import type { IssueFilter } from './filter.ts'
import type { IssueHit } from './hit.ts'
import { openIssuesFromHits } from './open.ts'
import { countIssues } from './queue.ts'
import { undo } from './undo.ts'

/** A time of the bank, in March 2026; the 2nd is a Monday. */
const at = (day: number, clock: string) => new Date(`2026-03-${String(day).padStart(2, '0')}T${clock}:00+08:00`)
const now = at(2, '11:00')

onEachEngine('snooze', [issueHits, issueActions, issues], (bank) => {
  const join = (hit: Partial<IssueHit>) =>
    bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor({ subject: 'app-z', ...hit })], now))
  const opened = async (): Promise<string> => (await join({})).opened[0]!
  const doing = (who: Staff, id: string, action: IssueAction) =>
    act(bank.db, scopeFor(who), id, action, { now: new Date(now.getTime() + 60_000) })
  const snooze = (id: string, until: Date) => doing('officer', id, { kind: 'snooze', until })
  const read = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!
  const seen = (filter: IssueFilter) => countIssues(bank.db, scopeFor('officer2'), filter)

  test('it sleeps for everybody and comes back by itself; its clock goes on', async () => {
    const id = await opened()
    const { dueAt } = await read(id)
    await snooze(id, at(3, '09:00'))
    expect(await read(id)).toMatchObject({ state: 'open', dueAt, snoozedUntil: at(3, '09:00') })
    expect([await seen({ awakeAt: at(3, '08:59') }), await seen({ asleepAt: at(3, '08:59') })]).toEqual([0, 1])
    expect([await seen({ awakeAt: at(3, '09:00') }), await seen({ asleepAt: at(3, '09:00') })]).toEqual([1, 0])
  })

  test('a time outside of working hours means the next opening', async () => {
    const id = await opened()
    await snooze(id, at(6, '20:00'))
    expect((await read(id)).snoozedUntil).toEqual(at(9, '09:00'))
  })

  test('neither into the past nor beyond thirty days', async () => {
    const id = await opened()
    expect(await snooze(id, now)).toMatchObject({ code: 'not-future' })
    expect(await snooze(id, at(31, '11:00'))).toMatchObject({ kind: 'done' })
    expect(await snooze(id, new Date('2026-04-01T11:02:00+08:00'))).toMatchObject({ code: 'too-far' })
    expect(await snooze(id, new Date(Date.UTC(2099, 11, 31)))).toMatchObject({ code: 'too-far' })
  })

  test('it can be woken, and both can be taken back', async () => {
    const id = await opened()
    const back = () => undo(bank.db, scopeFor('officer'), id, { now: new Date(now.getTime() + 90_000) })
    expect(await doing('officer', id, { kind: 'wake' })).toMatchObject({ code: 'not-snoozed' })
    await snooze(id, at(4, '09:00'))
    await doing('officer', id, { kind: 'wake' })
    expect((await read(id)).snoozedUntil).toBeNull()
    expect(await back()).toMatchObject({ kind: 'done' })
    expect((await read(id)).snoozedUntil).toEqual(at(4, '09:00'))
    await snooze(id, at(5, '09:00'))
    await back()
    expect((await read(id)).snoozedUntil).toEqual(at(4, '09:00'))
    const kinds = (await bank.db.select().from(issueActions).orderBy(issueActions.seq)).map((row) => row.kind)
    expect(kinds).toEqual(['open', 'snooze', 'wake', 'undo', 'snooze', 'undo'])
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
  })

  test('whoever works on it, or a graver hit, wakes it; another hit does not', async () => {
    const id = await opened()
    await snooze(id, at(4, '09:00'))
    await join({})
    expect((await read(id)).snoozedUntil).not.toBeNull()
    await join({ severity: 'critical' })
    expect((await read(id)).snoozedUntil).toBeNull()
    await snooze(id, at(4, '09:00'))
    await doing('officer', id, { kind: 'dismiss', reason: '误报' })
    expect((await read(id)).snoozedUntil).toBeNull()
  })
})
