import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { enterAbsence } from '../absences/enter.ts'
import { act } from '../issues/act.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import type { Postgres } from '../postgres/connect.ts'
import { absences, issueActions, issueHits, issues, notifications } from '../postgres/schema.ts'
import { hitFor, openBank, type Staff, scopeFor, staff } from '../test/bank.ts'
import { team } from './team.ts'

const clock = new Date('2026-03-02T03:00:00Z')
const minutes = (n: number) => new Date(clock.getTime() + n * 60_000)
let bank: Postgres
beforeAll(async () => {
  bank = await openBank()
})
afterAll(() => bank.close())
beforeEach(async () => {
  for (const table of [absences, notifications, issueHits, issueActions, issues]) await bank.db.delete(table)
})
const opened = async (differing: object) =>
  (await bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor(differing)], clock))).opened[0]!
const given = async (differing: object, to: Staff, confirmed = false) => {
  const id = await opened(differing)
  await act(bank.db, scopeFor('lead2'), id, { kind: 'assign', to: staff[to][0] }, { now: minutes(1) })
  if (confirmed) await act(bank.db, scopeFor('lead2'), id, { kind: 'confirm' }, { now: minutes(1) })
  return id
}
const seen = (who: Staff, unit: string = staff[who][2]) => team(bank.db, scopeFor(who), minutes(5), unit)

test('a lead sees the officers of their units, their load, what is theirs by due time, and what waits', async () => {
  await given({ subject: 'medium' }, 'officer')
  await given({ subject: 'critical', severity: 'critical' }, 'officer', true)
  await opened({ subject: 'waits' })
  const found = await seen('lead')
  expect(found.members.map(({ id, load }) => [id, load])).toEqual([
    [staff.officer[0], 10],
    [staff.officer2[0], 0],
    [staff.branchOfficer[0], 0],
  ])
  expect(found.members[0]!.issues.map(({ subject }) => subject)).toEqual(['critical', 'medium'])
  expect(found.waiting).toMatchObject([
    { issue: { subject: 'waits' }, automatic: false, decision: { to: { load: 0 } } },
  ])
})

test('need to know holds: a manager sees their units, no issue about themself; an administrator no issues at all', async () => {
  await opened({ subject: 'mine', actor: staff.manager[0] })
  await opened({ subject: 'unit’s' })
  await opened({ subject: 'elsewhere', orgunit: 'b02-s01' })
  await given({ subject: 'secret', class: 'money-laundering', orgunit: 'b01-s01' }, 'officer')
  const subjects = async (who: Staff) => (await seen(who)).waiting.map(({ issue }) => issue.subject).sort()
  expect(await subjects('lead')).toEqual(['elsewhere', 'mine', 'unit’s'])
  expect(await subjects('manager')).toEqual(['unit’s'])
  expect((await seen('manager')).members).toEqual([])
  const asAdmin = await seen('admin')
  expect([asAdmin.waiting, asAdmin.members[0]!.issues]).toEqual([[], []])
  expect(asAdmin.members[0]!.load).toBe(2)
  expect(await seen('officer')).toMatchObject({ members: [], waiting: [] })
})

test('what is suggested is only what is not begun, and only to who leads', async () => {
  const ids = [await given({ subject: 'a' }, 'officer'), await given({ subject: 'b' }, 'officer')]
  await given({ subject: 'begun', severity: 'critical' }, 'officer', true)
  const { suggestion } = await seen('lead')
  expect(suggestion.map(({ issue }) => issue).sort()).toEqual(ids.sort())
  expect(suggestion.every(({ from }) => from === staff.officer[0])).toBe(true)
  expect((await seen('admin')).suggestion).toEqual([])
  const wish = { personId: staff.officer2[0], startsAt: minutes(2), endsAt: minutes(600), delegate: null }
  await enterAbsence(bank.db, scopeFor('lead'), wish, minutes(2))
  const others = (await seen('lead')).suggestion.map(({ to }) => to)
  expect(others).toEqual([staff.branchOfficer[0], staff.branchOfficer[0]])
})
