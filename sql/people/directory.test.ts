import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { scopeOf } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { absences, identities, issueActions, people, secondFactors, sessions, signInTries } from '../postgres/schema.ts'
import { serviceAccounts } from '../service-tokens/list.ts'
import { makeServiceToken, revokeServiceToken } from '../service-tokens/service-token.ts'
import { type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { keptAccount } from './account.ts'
import { type DirectoryFilter, directory, peopleByUnit } from './directory.ts'

const now = new Date('2026-11-02T01:00:00Z')
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000)
const branchAdmin = scopeOf({ id: 'S062', role: 'admin', orgunit: 'b01' })

const emptied = [absences, identities, secondFactors, sessions, signInTries, issueActions]
onEachEngine('who works where', emptied, (bank) => {
  const idOf = (who: Staff) => staff[who][0]
  const found = async (scope = scopeFor('admin'), filter: Partial<DirectoryFilter> = {}) =>
    (await directory(bank.db, scope, { unit: scope.orgunit, ...filter }, now)).people
  const ids = async (...of: Parameters<typeof found>) => (await found(...of)).map(({ id }) => id)
  const one = async (who: Staff, scope = scopeFor('admin')) => (await found(scope, { text: idOf(who) }))[0]!

  test('each sees the people of their units, an officer nobody', async () => {
    expect(await ids()).toHaveLength(11)
    expect((await ids()).slice(-3)).toEqual(['S003', 'S020', 'S021'])
    expect(await ids(branchAdmin)).toEqual(['S003', 'S020'])
    // The unit asked for narrows; it never widens.
    expect(await ids(branchAdmin, { unit: 'hq' })).toEqual(['S003', 'S020'])
    expect(await ids(scopeFor('lead'), { unit: 'b01-s01' })).toEqual(['S020'])
    expect(await ids(scopeFor('officer'))).toEqual([])
    expect(await peopleByUnit(bank.db, branchAdmin)).toEqual(
      new Map([
        ['b01', 1],
        ['b01-s01', 1],
      ]),
    )
  })

  test('how somebody signs in is for who keeps or audits accounts', async () => {
    const personId = idOf('officer')
    for (const at of [hours(-30), hours(-3)])
      await appendAction(bank.db, {
        at,
        personId,
        issueId: null,
        kind: 'sign-in',
        fromState: null,
        toState: null,
        detail: {},
      })
    await appendAction(bank.db, {
      at: now,
      personId,
      issueId: null,
      kind: 'sign-out',
      fromState: null,
      toState: null,
      detail: {},
    })
    const secret = new Uint8Array([1])
    await bank.db.insert(secondFactors).values({ personId, secret, createdAt: now, confirmedAt: now })
    await bank.db.insert(secondFactors).values({ personId: idOf('officer2'), secret, createdAt: now })
    await bank.db.insert(identities).values({ issuer: 'https://sso', subject: 'x', personId, linkedAt: now })
    const tries = { kind: 'login' as const, personId, tries: 0, lastAt: now, lockedAt: hours(-1) }
    await bank.db.insert(signInTries).values({ id: 'login:a', ...tries, until: hours(1) })
    const account = {
      lastSignIn: hours(-3),
      secondFactor: true,
      singleSignOn: true,
      lockedUntil: hours(1),
      firstPassword: false,
    }
    expect((await one('officer')).account).toEqual(account)
    expect((await one('officer', scopeFor('auditor'))).account).toEqual(account)
    expect((await one('officer', scopeFor('lead'))).account).toBeNull()
    const nothing = {
      lastSignIn: null,
      secondFactor: false,
      singleSignOn: false,
      lockedUntil: null,
      firstPassword: false,
    }
    expect((await one('officer2')).account).toEqual(nothing)
    expect(await ids(scopeFor('admin'), { state: 'locked' })).toEqual([personId])
    expect(await ids(scopeFor('lead'), { state: 'locked' })).toEqual([])
    await bank.db.update(signInTries).set({ until: now })
    expect(await ids(scopeFor('admin'), { state: 'locked' })).toEqual([])
  })

  test('who is away, until when and who stands in is told to all who see them', async () => {
    const away = { startsAt: hours(-1), endsAt: hours(20), enteredBy: idOf('lead'), enteredAt: hours(-2) }
    await bank.db.insert(absences).values([
      { ...away, personId: idOf('officer'), delegate: idOf('officer2'), delegation: 'approved' },
      { ...away, personId: idOf('lead2'), delegate: idOf('lead'), delegation: 'proposed' },
      { ...away, personId: idOf('officer2'), startsAt: hours(1) },
    ])
    const s002 = { zh: 'S002', en: 'S002' }
    expect((await one('officer', scopeFor('lead'))).away).toEqual({ until: hours(20), delegate: s002 })
    expect((await one('lead2')).away).toEqual({ until: hours(20), delegate: null })
    expect((await one('officer2')).away).toBeNull()
    expect(await ids(scopeFor('admin'), { state: 'away' })).toEqual(['S011', 'S001'])
  })

  test('by role, state and any part of a name; a sign that means any text is a text', async () => {
    await bank.db.update(people).set({ active: false, zh: '李%明' }).where(eq(people.id, 'S021'))
    expect(await ids(scopeFor('admin'), { state: 'inactive' })).toEqual(['S021'])
    expect(await ids(scopeFor('admin'), { role: 'manager', state: 'active' })).toEqual(['S020'])
    expect(await ids(scopeFor('admin'), { text: '%' })).toEqual(['S021'])
    expect(await ids(scopeFor('admin'), { text: 's06' })).toEqual(['S060'])
    await bank.db.update(people).set({ active: true, zh: 'S021' }).where(eq(people.id, 'S021'))
  })

  test('the sessions of an account are for who keeps it', async () => {
    await bank.db
      .insert(sessions)
      .values({ id: 'a', userId: idOf('branchOfficer'), expiresAt: hours(1), address: '10.0.0.1' })
    const account = await keptAccount(bank.db, branchAdmin, 'S003', now)
    expect(account).toMatchObject({ sessions: [{ id: 'a' }], lock: null, holding: 0, undelivered: { n: 0 } })
    expect(await keptAccount(bank.db, branchAdmin, 'S001', now)).toBeNull()
    for (const who of ['auditor', 'lead', 'officer'] as const)
      expect(await keptAccount(bank.db, scopeFor(who), 'S003', now)).toBeNull()
  })

  test('service accounts are those of one’s units, to see, make and revoke', async () => {
    const wanted = { name: 'core', grants: ['hits:read' as const], now }
    const hq = (await makeServiceToken(bank.db, scopeFor('admin'), { ...wanted, orgunit: 'hq' }))!
    const own = (await makeServiceToken(bank.db, branchAdmin, { ...wanted, orgunit: 'b01', expiresAt: hours(9) }))!
    expect(await makeServiceToken(bank.db, branchAdmin, { ...wanted, orgunit: 'hq' })).toBeNull()
    const seen = async (scope: typeof branchAdmin) => (await serviceAccounts(bank.db, scope)).map(({ id }) => id).sort()
    expect(await seen(branchAdmin)).toEqual([own.id])
    expect(await seen(scopeFor('auditor'))).toEqual([hq.id, own.id].sort())
    expect(await seen(scopeFor('lead'))).toEqual([])
    expect(JSON.stringify(await serviceAccounts(bank.db, scopeFor('admin')))).not.toContain(own.token)
    expect(await revokeServiceToken(bank.db, branchAdmin, hq.id, now)).toBe(false)
    expect(await revokeServiceToken(bank.db, scopeFor('auditor'), hq.id, now)).toBe(false)
    expect(await revokeServiceToken(bank.db, scopeFor('admin'), own.id, now)).toBe(true)
  })
})
