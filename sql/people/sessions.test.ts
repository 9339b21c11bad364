import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Notice } from '../live/notices.ts'
import { listenToNotices } from '../live/notices.ts'
import { issueActions, sessions } from '../postgres/schema.ts'
import { type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { endOwnSessions, endSessionsOf, openSessions } from './sessions.ts'

const now = new Date('2026-11-02T01:00:00Z')
const later = new Date('2026-11-02T09:00:00Z')

onEachEngine('sessions', [sessions, issueActions], (bank) => {
  const open = (who: Staff, id: string, { expiresAt = later, seenAt = now } = {}) =>
    bank.db.insert(sessions).values({ id, userId: staff[who][0], expiresAt, seenAt, address: '10.0.0.1' })
  const left = async () => (await bank.db.select({ id: sessions.id }).from(sessions)).map(({ id }) => id).sort()
  const ended = () =>
    bank.db
      .select({ personId: issueActions.personId, detail: issueActions.detail })
      .from(issueActions)
      .where(eq(issueActions.kind, 'sessions-ended'))

  test('a person sees their own open ones, the last used first', async () => {
    await open('officer', 'a', { seenAt: new Date('2026-11-02T00:10:00Z') })
    await open('officer', 'b')
    await open('officer', 'over', { expiresAt: now })
    await open('officer2', 'c')
    expect((await openSessions(bank.db, scopeFor('officer'), now)).map(({ id }) => id)).toEqual(['b', 'a'])
  })

  test('one is ended, or all but one; never another person’s', async () => {
    for (const id of ['a', 'b', 'c']) await open('officer', id)
    await open('officer2', 'x')
    const me = scopeFor('officer')
    expect(await endOwnSessions(bank.db, me, { id: 'x' }, now)).toBe(0)
    expect(await endOwnSessions(bank.db, me, { id: 'a' }, now)).toBe(1)
    expect(await left()).toEqual(['b', 'c', 'x'])
    expect(await endOwnSessions(bank.db, me, { allBut: 'c' }, now)).toBe(1)
    expect(await left()).toEqual(['c', 'x'])
    expect(await ended()).toEqual([
      { personId: 'S001', detail: { person: 'S001', sessions: 1 } },
      { personId: 'S001', detail: { person: 'S001', sessions: 1 } },
    ])
  })

  test('an administrator ends those of a person below, on record and told to open pages; nobody else does', async () => {
    await open('branchOfficer', 'a')
    await open('officer', 'b')
    expect(await endSessionsOf(bank.db, scopeFor('lead'), 'S003', now)).toBeNull()
    expect(await endSessionsOf(bank.db, scopeFor('admin'), 'nobody', now)).toBeNull()
    const branchAdmin = { ...scopeFor('admin'), orgunit: 'b01' }
    expect(await endSessionsOf(bank.db, branchAdmin, 'S001', now)).toBeNull()
    expect(await left()).toEqual(['a', 'b'])
    let heard: (notice: Notice) => void
    const told = new Promise<Notice>((resolve) => {
      heard = resolve
    })
    const stop = await listenToNotices(bank, (notice) => heard(notice))
    expect(await endSessionsOf(bank.db, branchAdmin, 'S003', now)).toBe(1)
    expect(await told).toEqual({ kind: 'sessions-ended', personId: 'S003' })
    await stop()
    expect(await left()).toEqual(['b'])
    expect(await ended()).toEqual([{ personId: 'S060', detail: { person: 'S003', sessions: 1 } }])
  })
})
