import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { act, type IssueAction } from '../issues/act.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { remindFromHits } from '../issues/remind.ts'
import { listenToNotices, type Notice } from '../live/notices.ts'
import type { Postgres } from '../postgres/connect.ts'
import { issueActions, issueHits, issues, notifications } from '../postgres/schema.ts'
import { bankEngines, hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { concerns } from './concern.ts'
import { countUnread, inbox, mostCounted } from './inbox.ts'
import { markRead } from './mark-read.ts'
import { type NewNotification, tell } from './tell.ts'

for (const { name, absent, open } of bankEngines)
  describe.skipIf(absent)(`${name}${absent ? `: ${absent}` : ''}`, () => {
    let bank: Postgres
    beforeAll(async () => {
      bank = await open()
    })
    afterAll(() => bank.close())
    beforeEach(async () => {
      await bank.db.delete(notifications)
      await bank.db.delete(issueHits)
      await bank.db.delete(issueActions)
      await bank.db.delete(issues)
    })

    const clock = new Date('2026-03-02T03:00:00Z')
    const minutes = (n: number) => new Date(clock.getTime() + n * 60_000)
    let serial = 0
    const told = (differing: Partial<NewNotification> = {}): NewNotification => ({
      id: `n${String(++serial).padStart(4, '0')}`,
      orgunit: 'b01-s01-o1',
      kind: 'remind',
      titleZh: '将到期',
      titleEn: 'Due soon',
      createdAt: clock,
      ...differing,
    })
    const ids = async (who: Staff, request: object = {}) =>
      (await inbox(bank.db, scopeFor(who), { limit: 50, ...request })).rows.map(({ id }) => id)
    const everyone = Object.keys(staff) as Staff[]
    const whoSees = async (id: string) => {
      const seen = await Promise.all(everyone.map(async (who) => (await ids(who)).includes(id)))
      return everyone.filter((_, index) => seen[index])
    }
    const doing = (who: Staff, id: string, action: IssueAction) =>
      act(bank.db, scopeFor(who), id, action, { now: minutes(1) })
    const opened = async (differing = {}) =>
      (await bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor(differing)], clock))).opened[0]!

    test('what is nobody’s own is for those who answer for the unit; an escalation is for the leads', async () => {
      await tell(bank.db, [
        told({ id: 'unit' }),
        told({ id: 'elsewhere', orgunit: 'b02-s01' }),
        told({ id: 'own', personId: staff.auditor[0] }),
        told({ id: 'raised', kind: 'escalated' }),
      ])
      expect(await whoSees('unit')).toEqual(['manager'])
      expect(await whoSees('elsewhere')).toEqual(['manager2'])
      expect(await whoSees('own')).toEqual(['auditor'])
      expect(await whoSees('raised')).toEqual(['lead', 'lead2'])
    })

    test('money laundering stays at the head office, even where somebody was told of it', async () => {
      const hit = (actor: string) => hitFor({ opens: 'remind', class: 'money-laundering', actor, severity: 'critical' })
      await bank.db.transaction((tx) =>
        remindFromHits(tx, [hit(staff.manager[0]), hit(staff.officer[0]), hit('A900')], clock),
      )
      expect(await ids('manager')).toEqual([])
      expect((await inbox(bank.db, scopeFor('officer'), { limit: 9 })).rows).toMatchObject([{ severity: 'critical' }])
    })

    test('of an issue nobody learns who does not see it', async () => {
      const id = await opened({ actor: staff.lead[0] })
      expect(await doing('officer', id, { kind: 'escalate', reason: '金额大' })).toMatchObject({ kind: 'done' })
      expect(await ids('lead')).toEqual([])
      expect(await ids('lead2')).toHaveLength(1)
      expect(await countUnread(bank.db, scopeFor('lead'))).toBe(0)
    })

    test('an order reaches who has to answer it, with the severity of its issue', async () => {
      const id = await opened({ severity: 'high' })
      await doing('officer', id, { kind: 'assign' })
      await doing('officer', id, { kind: 'confirm' })
      await doing('officer', id, { kind: 'order', text: '整改', answerer: staff.manager[0] })
      const { rows } = await inbox(bank.db, scopeFor('manager'), { limit: 9 })
      expect(rows).toMatchObject([{ kind: 'order', issueId: id, severity: 'high', readAt: null }])
      expect(await whoSees(rows[0]!.id)).toEqual(['manager'])
    })

    test('pages follow one another without hole or overlap; a strange cursor begins anew', async () => {
      const all = Array.from({ length: 7 }, (_, i) => told({ createdAt: minutes(Math.floor(i / 3)) }))
      await tell(bank.db, all)
      const found: string[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof inbox>> = await inbox(bank.db, scopeFor('manager'), { limit: 2, cursor })
        found.push(...page.rows.map(({ id }) => id))
        cursor = page.next
      } while (cursor !== null)
      expect(found).toEqual(all.map(({ id }) => id).reverse())
      const moments = ['2026-99-99T00:00:00.000Z', '2026-02-30T00:00:00.000Z', '0000-01-01T00:00:00.000Z', '9']
      const cursors = moments.map((moment) => Buffer.from(JSON.stringify([moment, 'a'])).toString('base64url'))
      for (const strange of ['x', 'bnVsbA', ...cursors])
        expect(await ids('manager', { cursor: strange })).toHaveLength(7)
    })

    test('each reads for themselves, once, on record, and only what they see', async () => {
      await bank.db.delete(notifications)
      await tell(bank.db, [
        told({ id: 'first', kind: 'escalated' }),
        told({ id: 'second', kind: 'escalated' }),
        told({ id: 'others', personId: staff.manager[0] }),
      ])
      const read = (which: string[]) => markRead(bank.db, scopeFor('lead'), { ids: which }, minutes(5))
      expect(await read(['first', 'others', 'no such'])).toBe(1)
      expect(await read(['first'])).toBe(0)
      expect(await ids('lead', { unread: true })).toEqual(['second'])
      expect(await ids('lead2', { unread: true })).toEqual(['second', 'first'])
      expect(await countUnread(bank.db, scopeFor('manager'))).toBe(1)
      expect(await bank.db.select().from(issueActions)).toMatchObject([
        { kind: 'notifications-read', personId: staff.lead[0], detail: { read: 1, notifications: ['first'] } },
      ])
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound', actions: 1 })
    })

    test('reading all leaves what came later unread, and kinds narrow', async () => {
      await tell(bank.db, [told({ id: 'old' }), told({ id: 'new', kind: 'urge', createdAt: minutes(2) })])
      expect(await markRead(bank.db, scopeFor('manager'), { upTo: minutes(1) }, minutes(3))).toBe(1)
      expect(await ids('manager', { unread: true })).toEqual(['new'])
      expect(await ids('manager', { kinds: ['remind'] })).toEqual(['old'])
    })

    test('the count stops where nobody counts any more', async () => {
      await tell(
        bank.db,
        Array.from({ length: mostCounted + 1 }, () => told()),
      )
      expect(await countUnread(bank.db, scopeFor('manager'))).toBe(mostCounted)
    })

    test('a notice wakes those concerned and no others; told again it is silent', async () => {
      const heard: Notice[] = []
      const stop = await listenToNotices(bank, (notice) => void heard.push(notice))
      const rows = [told({ personId: staff.officer[0] }), told({ orgunit: 'b02-s01' })]
      expect(await tell(bank.db, rows)).toHaveLength(2)
      expect(await tell(bank.db, rows)).toHaveLength(0)
      await expect.poll(() => heard.length).toBeGreaterThan(0)
      await stop()
      expect(heard).toEqual([{ kind: 'notifications', people: [staff.officer[0]], units: ['b02-s01'] }])
      const notice = heard[0] as Parameters<typeof concerns>[0]
      expect(everyone.filter((who) => !concerns(notice, scopeFor(who)))).toEqual(['branchOfficer', 'manager'])
      expect(concerns({ ...notice, people: null }, scopeFor('manager'))).toBe(true)
    })
  })
