import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { type Scope, scopeOf } from '../access/scope.ts'
import { handOnFromClosed } from '../assignment/hand-back.ts'
import { auditVerify } from '../audit/verify.ts'
import { act } from '../issues/act.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { issueActions, issueHits, issues, people, sessions, staffChanges } from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { deactivate } from './deactivate.ts'
import { decideStaff } from './decide.ts'
import { listStaffChanges } from './list.ts'
import { proposeStaff } from './propose.ts'
import type { StaffWish } from './wish.ts'

const now = new Date('2026-11-02T01:00:00Z')
const hashPassword = async (password: string) => `hashed ${password}`
const at = { now, hashPassword }

onEachEngine('who gets an account, a role or a way in', [sessions, staffChanges, issueActions], (bank) => {
  const admin = scopeFor('admin')
  const admin2 = scopeOf({ id: 'S061', role: 'admin', orgunit: 'hq' })
  const branchAdmin = scopeOf({ id: 'S062', role: 'admin', orgunit: 'b01' })
  const settle = async () => {
    await bank.db.delete(people).where(eq(people.login, 'new.one'))
    for (const { personId, role, orgunit } of [admin2, branchAdmin])
      await bank.db
        .insert(people)
        .values({
          id: personId,
          login: personId.toLowerCase(),
          zh: personId,
          en: personId,
          role: role as 'admin',
          orgunit,
        })
        .onConflictDoUpdate({ target: people.id, set: { role: 'admin', orgunit, active: true } })
  }
  const idOf = (who: Staff) => staff[who][0]
  const join: StaffWish = { kind: 'join', login: 'new.one', zh: '新人', en: 'New One', role: 'officer', orgunit: 'b01' }
  const asking = (scope: Scope, personId: string, wish: StaffWish, reason = '入职') =>
    proposeStaff(bank.db, scope, { personId, wish, reason }, at)
  const deciding = (scope: Scope, id: number, verdict: 'approve' | 'reject' | 'withdraw' = 'approve', note = '') =>
    decideStaff(bank.db, scope, id, { verdict, note }, at)
  const asked = async (scope: Scope, personId: string, wish: StaffWish): Promise<number> => {
    const outcome = await asking(scope, personId, wish)
    if (outcome.kind !== 'asked') throw new Error(outcome.code)
    return outcome.change.id
  }
  const read = async (id: string) => (await bank.db.select().from(people).where(eq(people.id, id)))[0]
  const kinds = async () =>
    (
      await bank.db
        .select({ kind: issueActions.kind, by: issueActions.personId })
        .from(issueActions)
        .orderBy(issueActions.seq)
    ).map(({ kind, by }) => `${kind} ${by}`)

  test('somebody new is there once another administrator agreed, with a password told once', async () => {
    await settle()
    const id = await asked(admin, 'S900', join)
    expect(await read('S900')).toBeUndefined()
    expect(await deciding(admin, id)).toMatchObject({ code: 'own' })
    const outcome = await deciding(admin2, id)
    expect(outcome).toMatchObject({ kind: 'decided', change: { state: 'approved', decidedBy: 'S061' } })
    const { password } = outcome as { password: string }
    expect(await read('S900')).toMatchObject({
      ...{ login: 'new.one', role: 'officer', orgunit: 'b01', active: true },
      ...{ passwordHash: `hashed ${password}`, passwordIssuedAt: now },
    })
    expect(await kinds()).toEqual(['staff-propose S060', 'staff-approve S061'])
    const recorded = await bank.db.select({ detail: issueActions.detail }).from(issueActions)
    expect(JSON.stringify(recorded)).not.toContain(password)
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    expect(await deciding(admin2, id)).toMatchObject({ code: 'over' })
    expect(await asking(admin, 'S900', join)).toMatchObject({ code: 'id-taken' })
    expect(await asking(admin, 'S901', join)).toMatchObject({ code: 'login-taken' })
  })

  test('nobody gives themself anything, by asking, agreeing or standing in', async () => {
    await settle()
    const move: StaffWish = { kind: 'move', role: 'lead', orgunit: 'hq' }
    expect(await asking(admin, 'S060', move)).toMatchObject({ code: 'oneself' })
    expect(await asking({ ...admin, standsInFor: ['S061'] }, 'S061', move)).toMatchObject({ code: 'oneself' })
    const id = await asked(admin, 'S061', move)
    expect(await deciding(admin2, id)).toMatchObject({ code: 'concerned' })
    expect(await deciding({ ...branchAdmin, orgunit: 'hq', standsInFor: ['S060'] }, id)).toMatchObject({
      code: 'standing-in',
    })
    // The database says the same, whatever the code does.
    const end = { state: 'approved' as const, decidedAt: now }
    for (const decidedBy of ['S060', 'S061'])
      await expect(
        bank.db
          .update(staffChanges)
          .set({ ...end, decidedBy })
          .where(eq(staffChanges.id, id)),
      ).rejects.toThrow()
  })

  test('who is no administrator, or not of these units, neither asks, sees nor decides', async () => {
    await settle()
    for (const who of ['lead', 'auditor', 'officer', 'executive'] as const)
      expect(await asking(scopeFor(who), 'S900', join)).toMatchObject({ code: 'not-permitted' })
    expect(await asking(branchAdmin, 'S900', { ...join, orgunit: 'b02' })).toMatchObject({ code: 'not-yours' })
    expect(await asking(branchAdmin, idOf('manager2'), { kind: 'password' })).toMatchObject({ code: 'not-found' })
    const out: StaffWish = { kind: 'move', role: 'manager', orgunit: 'b02' }
    expect(await asking(branchAdmin, idOf('manager'), out)).toMatchObject({ code: 'not-yours' })
    // From one branch to another is for the head office, on both sides.
    const id = await asked(admin, idOf('manager'), out)
    expect(await listStaffChanges(bank.db, branchAdmin, { over: false })).toEqual([])
    expect(await deciding(branchAdmin, id)).toMatchObject({ code: 'not-found' })
    expect(await listStaffChanges(bank.db, scopeFor('lead'), {})).toEqual([])
    expect(await listStaffChanges(bank.db, scopeFor('auditor'), {})).toHaveLength(1)
    expect(await deciding(scopeFor('auditor'), id)).toMatchObject({ code: 'not-permitted' })
  })

  test('a new role ends the sessions opened under the old one; what changed meanwhile is overtaken', async () => {
    await settle()
    const who = idOf('branchOfficer')
    const move: StaffWish = { kind: 'move', role: 'lead', orgunit: 'b01' }
    await bank.db.insert(sessions).values({ id: 's', userId: who, expiresAt: new Date(now.getTime() + 1000) })
    const id = await asked(branchAdmin, who, move)
    expect(await asking(admin, who, { kind: 'password' })).toMatchObject({ code: 'waiting' })
    expect(await deciding(admin, id)).toMatchObject({ kind: 'decided', password: null })
    expect(await read(who)).toMatchObject({ role: 'lead', orgunit: 'b01' })
    expect(await bank.db.select().from(sessions)).toEqual([])
    expect(await asking(admin, who, move)).toMatchObject({ code: 'same' })
    const back = await asked(admin, who, { kind: 'move', role: 'officer', orgunit: 'b01' })
    await bank.db.update(people).set({ orgunit: 'b01-s01' }).where(eq(people.id, who))
    expect(await deciding(admin2, back)).toMatchObject({ code: 'overtaken' })
    expect(await read(who)).toMatchObject({ role: 'lead', orgunit: 'b01-s01' })
    await bank.db.update(people).set({ role: 'officer', orgunit: 'b01' }).where(eq(people.id, who))
  })

  test('an account is closed at once and opened again by two', async () => {
    await settle()
    const who = idOf('officer2')
    await bank.db.insert(sessions).values({ id: 's', userId: who, expiresAt: new Date(now.getTime() + 1000) })
    const closing = (scope: Scope, personId: string, reason = '离职') =>
      deactivate(bank.db, scope, { personId, reason }, now)
    expect(await closing(scopeFor('lead'), who)).toMatchObject({ code: 'not-permitted' })
    expect(await closing(branchAdmin, who)).toMatchObject({ code: 'not-found' })
    expect(await closing(admin, 'S060')).toMatchObject({ code: 'oneself' })
    expect(await closing(admin, who, ' ')).toMatchObject({ code: 'no-reason' })
    expect(await closing(admin, who)).toEqual({ kind: 'done' })
    expect(await read(who)).toMatchObject({ active: false, passwordHash: null })
    expect(await kinds()).toEqual(['person-deactivated S060', 'sessions-ended S060'])
    expect(await closing(admin, who)).toMatchObject({ code: 'inactive' })
    expect(await asking(admin, who, { kind: 'password' })).toMatchObject({ code: 'inactive' })
    const id = await asked(admin, who, { kind: 'return' })
    expect(await deciding(admin2, id, 'reject')).toMatchObject({ code: 'no-reason' })
    expect(await deciding(admin2, id)).toMatchObject({ kind: 'decided', password: expect.any(String) })
    expect(await read(who)).toMatchObject({ active: true, passwordIssuedAt: now })
    // The last of those who could open an account again is not closed.
    expect(await closing(admin, 'S061')).toEqual({ kind: 'done' })
    expect(await closing(admin2, 'S060')).toMatchObject({ code: 'last-admin' })
  })

  test('what a closed account was assigned waits to be assigned anew, on record', async () => {
    await settle()
    const who = idOf('officer2')
    const given = await bank.db.transaction((tx) =>
      openIssuesFromHits(tx, [hitFor({ subject: 'left-1' }), hitFor({ subject: 'left-2' })], now),
    )
    const [one, two] = given.opened as [string, string]
    for (const id of [one, two])
      await act(bank.db, scopeFor('lead'), id, { kind: 'assign', to: who }, { now: new Date(now.getTime() + 1) })
    await act(bank.db, scopeFor('officer2'), two, { kind: 'confirm' }, { now: new Date(now.getTime() + 2) })
    const later = new Date(now.getTime() + 60_000)
    expect(await deactivate(bank.db, admin, { personId: who, reason: '离职' }, later)).toEqual({ kind: 'done' })
    const stands = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!
    expect(await stands(one)).toMatchObject({ state: 'open', assignee: null })
    // What was decided keeps its name: others go on from there.
    expect(await stands(two)).toMatchObject({ state: 'confirmed', assignee: who })
    const records = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'hand-back'))
    expect(records).toMatchObject([
      { issueId: one, personId: 'system', toState: 'open', detail: { from: who, closed: true } },
    ])

    // An account closed before this was done: the job finds it.
    await bank.db.update(issues).set({ state: 'assigned', assignee: who }).where(eq(issues.id, one))
    expect(await handOnFromClosed(bank.db, later)).toBe(1)
    expect(await handOnFromClosed(bank.db, later)).toBe(0)
    expect(await stands(one)).toMatchObject({ state: 'open', assignee: null })
    await bank.db.update(people).set({ active: true }).where(eq(people.id, who))
    await bank.db.delete(issueHits)
    await bank.db.delete(issueActions)
    await bank.db.delete(issues)
  })

  test('a head office that never had a second administrator gets its second at once, and no more', async () => {
    await settle()
    await bank.db.delete(people).where(eq(people.id, 'S061'))
    const second: StaffWish = { ...join, role: 'admin', orgunit: 'hq' }
    expect(await asking(admin, 'S900', { ...second, role: 'lead' })).toMatchObject({ password: null })
    await bank.db.delete(staffChanges)
    await bank.db.delete(issueActions)
    expect(await asking(admin, 'S900', second)).toMatchObject({ password: expect.any(String) })
    expect(await read('S900')).toMatchObject({ role: 'admin', active: true })
    expect(await kinds()).toEqual(['staff-propose S060', 'staff-approve system'])
    // Closing the other one's account does not bring the exception back.
    await deactivate(bank.db, admin, { personId: 'S900', reason: 'r' }, now)
    expect(await asking(admin, 'S901', { ...second, login: 'third' })).toMatchObject({ kind: 'asked', password: null })
  })

  test.each([
    ['S', join, 'wrong-id'],
    ['system', join, 'wrong-id'],
    ['service:1', join, 'wrong-id'],
    ['S902', { ...join, login: 'Upper' }, 'wrong-login'],
    ['S902', { ...join, login: 'x', en: 'X' }, 'wrong-login'],
    ['S902', { ...join, en: ' ' }, 'no-name'],
    ['S902', { ...join, role: 'service' }, 'no-role'],
    ['S902', { ...join, orgunit: 'b09' }, 'no-unit'],
  ])('%s %j is refused: %s', async (personId, wish, code) => {
    await settle()
    expect(await asking(admin, personId, wish as StaffWish)).toMatchObject({ code })
  })
})
