import type { YearTable } from '@mingjing/rules/calendar/definition.ts'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { readInputs, writeInputs } from '../bundle/inputs.ts'
import { act } from '../issues/act.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { issueActions, issueHits, issues, settings } from '../postgres/schema.ts'
import { hitFor, scopeFor } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { goBy } from './bank-days.ts'
import { replanClocks } from './replan.ts'
import { takeBankDays } from './take.ts'

/** A time of the bank in November 2026; the 2nd is a Monday, and the shipped tables have no holiday in it. */
const at = (day: number, clock: string) => new Date(`2026-11-${String(day).padStart(2, '0')}T${clock}:00+08:00`)
/** After what the test does by the real clock, as the job that comes later does. */
const later = () => new Date(Date.now() + 3_600_000)

onEachEngine('clocks after a holiday table', [issueHits, issueActions, issues, settings], (bank) => {
  beforeEach(() => goBy({}))
  afterEach(() => goBy({}))

  const opened = async (subject: string, when: Date, severity: 'critical' | 'medium' = 'medium') => {
    const hit = hitFor({ subject, severity, at: when.toISOString() })
    return (await bank.db.transaction((tx) => openIssuesFromHits(tx, [hit], when))).opened[0]!
  }
  const dueOf = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!.dueAt
  const given = async (table: YearTable, year = 2026) => {
    const inputs = await readInputs(bank.db)
    await writeInputs(bank.db, {
      ...inputs,
      calendars: { 'cn-bank': { ...inputs.calendars['cn-bank'], [year]: table } },
    })
  }
  const entries = () => bank.db.select().from(issueActions).where(eq(issueActions.kind, 'clocks-replanned'))

  test('each step has the working time it had, from the moment it began; once, and one entry for all', async () => {
    await replanClocks(bank.db, later())
    const [medium, critical, overdue] = [
      await opened('a', at(2, '11:00')),
      await opened('b', at(2, '17:00'), 'critical'),
      await opened('c', at(2, '09:30'), 'critical'),
    ]
    expect([await dueOf(medium), await dueOf(critical), await dueOf(overdue)]).toEqual([
      at(3, '17:30'),
      at(3, '09:30'),
      at(2, '10:30'),
    ])
    // One that has less time than its state allows, as one handed back.
    const kept = await opened('d', at(2, '16:30'))
    await bank.db
      .update(issues)
      .set({ dueAt: at(3, '10:00') })
      .where(eq(issues.id, kept))
    await given({ off: ['11-03..11-04'], work: [] })
    expect(await replanClocks(bank.db, later())).toBe(3)
    expect([await dueOf(medium), await dueOf(critical), await dueOf(overdue), await dueOf(kept)]).toEqual([
      at(5, '17:30'),
      at(5, '09:30'),
      at(2, '10:30'),
      at(5, '10:00'),
    ])
    expect(await entries()).toMatchObject([
      { personId: 'system', detail: { calendar: 'cn-bank', years: ['2026'], issues: 3, of: 4 } },
    ])
    expect(await replanClocks(bank.db, later())).toBe(0)
    expect(await entries()).toHaveLength(1)
    // A day off that is taken back gives the time back as well.
    await given({ off: ['11-04'], work: [] })
    await replanClocks(bank.db, later())
    expect([await dueOf(medium), await dueOf(kept)]).toEqual([at(3, '17:30'), at(3, '10:00')])
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
  })

  test('what is planned since goes by the new days and is left alone; what is over has no clock', async () => {
    await replanClocks(bank.db, later())
    const over = await opened('a', at(2, '11:00'))
    await act(bank.db, scopeFor('officer'), over, { kind: 'dismiss', reason: '误报' }, { now: at(2, '11:10') })
    await given({ off: ['11-03'], work: [] })
    await takeBankDays(bank.db)
    const since = await opened('b', at(2, '11:00'))
    expect(await dueOf(since)).toEqual(at(4, '17:30'))
    expect(await replanClocks(bank.db, later())).toBe(0)
    expect([await dueOf(since), await dueOf(over)]).toEqual([at(4, '17:30'), null])
    expect(await entries()).toMatchObject([{ detail: { issues: 0, of: 1 } }])
  })

  test('a change of a moment ago waits until every process goes by it; other years change nothing here', async () => {
    await replanClocks(bank.db, later())
    const id = await opened('a', at(2, '11:00'))
    await given({ off: ['11-03'], work: [] })
    expect(await replanClocks(bank.db, new Date())).toBe(0)
    expect(await entries()).toEqual([])
    expect(await replanClocks(bank.db, later())).toBe(1)
    const due = await dueOf(id)
    await given({ off: ['01-01'], work: [] }, 2027)
    expect(await replanClocks(bank.db, later())).toBe(0)
    expect(await dueOf(id)).toEqual(due)
    expect((await entries()).map(({ detail }) => detail.years)).toEqual([['2026'], ['2027']])
  })

  test('more than a piece: cut short it goes on where it was, and the entry counts all', async () => {
    await replanClocks(bank.db, later())
    const hits = Array.from({ length: 1100 }, (_, n) =>
      hitFor({ subject: `app-${n}`, at: at(2, '11:00').toISOString() }),
    )
    await bank.db.transaction((tx) => openIssuesFromHits(tx, hits, at(2, '11:00')))
    await given({ off: ['11-03'], work: [] })
    const cut = { ...bank.db, transaction: bank.db.transaction.bind(bank.db) } as typeof bank.db
    let pieces = 0
    cut.transaction = ((work: Parameters<typeof bank.db.transaction>[0]) => {
      if (++pieces > 1) throw new Error('the power is gone')
      return bank.db.transaction(work)
    }) as typeof cut.transaction
    await expect(replanClocks(cut, later())).rejects.toThrow('the power is gone')
    expect(await entries()).toEqual([])
    expect(await replanClocks(bank.db, later())).toBe(600)
    expect(await entries()).toMatchObject([{ detail: { issues: 1100, of: 1100 } }])
    const dues = await bank.db.selectDistinct({ dueAt: issues.dueAt }).from(issues)
    expect(dues).toEqual([{ dueAt: at(4, '17:30') }])
  })
})
