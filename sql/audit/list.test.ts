import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { linkEntries } from '../consents/link.ts'
import type { IssueHit } from '../issues/hit.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import type { Postgres } from '../postgres/connect.ts'
import { auditChecks, consentEntries, issueActions } from '../postgres/schema.ts'
import { hitFor, openBank, scopeFor } from '../test/bank.ts'
import { passingKeys } from '../vault/keys.ts'
import { appendActions, beginning } from './chain.ts'
import { checkAudit, newestChecks, signedHead } from './check.ts'
import type { AuditKind } from './kinds.ts'
import { type AuditFilter, auditEntries } from './list.ts'

let bank: Postgres
const keys = passingKeys()
const now = new Date('2026-11-02T01:00:00Z')
beforeAll(async () => {
  bank = await openBank()
})
afterAll(() => bank.close())
beforeEach(async () => {
  await bank.db.delete(auditChecks)
  await bank.db.delete(issueActions)
})

const put = (entries: readonly [personId: string, kind: AuditKind, detail?: Record<string, unknown>][]) =>
  bank.db.transaction((tx) =>
    appendActions(
      tx,
      entries.map(([personId, kind, detail = {}], n) => ({
        at: new Date(now.getTime() + n * 1000),
        personId,
        issueId: null,
        kind,
        fromState: null,
        toState: null,
        detail,
      })),
    ),
  )
const listed = async (filter: AuditFilter = {}, scope = scopeFor('auditor')) =>
  (await auditEntries(bank.db, scope, filter, null)).entries.map(({ seq }) => seq)

test('newest first, by person, kind, subject and time', async () => {
  await put([
    ['S001', 'sign-in'],
    ['S003', 'sign-in'],
    ['system', 'sign-in-locked', { person: 'S001' }],
    ['S001', 'sign-out'],
  ])
  expect(await listed()).toEqual([4, 3, 2, 1])
  expect(await listed({ person: 's001' })).toEqual([4, 1])
  expect(await listed({ person: 'S003' })).toEqual([2])
  expect(await listed({ person: '%' })).toEqual([])
  expect(await listed({ kind: 'sign-in' })).toEqual([2, 1])
  expect(await listed({ subject: 'S001' })).toEqual([3])
  expect(await listed({ from: new Date(now.getTime() + 1000), before: new Date(now.getTime() + 3000) })).toEqual([3, 2])
})

test('in pages of fifty, none twice and none left out', async () => {
  await put(Array.from({ length: 101 }, () => ['S001', 'sign-in'] as const))
  const sizes: number[] = []
  const seen: number[] = []
  for (let below: number | null = null; ; ) {
    const { entries, next } = await auditEntries(bank.db, scopeFor('admin'), {}, below)
    sizes.push(entries.length)
    seen.push(...entries.map(({ seq }) => seq))
    if (next === null) break
    below = next
  }
  expect(sizes).toEqual([50, 50, 1])
  expect(seen).toEqual(Array.from({ length: 101 }, (_, n) => 101 - n))
})

test('who may not read it reads nothing; of a branch what its people did; of issues what those hold who see them', async () => {
  await put([
    ['S001', 'sign-in'],
    ['S003', 'sign-in'],
    ['system', 'sign-in-locked'],
  ])
  expect(await listed({}, scopeFor('lead'))).toEqual([])
  expect(await listed({}, { ...scopeFor('auditor'), orgunit: 'b01' })).toEqual([2])
  expect(await listed({}, scopeFor('admin'))).toEqual([3, 2, 1])
  const open = (hit: Partial<IssueHit>) => bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor(hit)], now))
  await open({ subject: 'app-seen' })
  await open({ subject: 'app-about-the-auditor', actor: 'S050' })
  const ofIssues = (await bank.db.select().from(issueActions)).filter(({ issueId }) => issueId !== null)
  expect(ofIssues.map(({ seq }) => seq).sort()).toEqual([4, 5])
  expect(await listed()).toEqual([4, 3, 2, 1])
  expect(await listed({ subject: 'app-seen' })).toEqual([4])
  expect(await listed({}, scopeFor('admin'))).toEqual([3, 2, 1])
})

test('a check is on record with a signed head, and the next is held against that head', async () => {
  await put([
    ['S001', 'sign-in'],
    ['S001', 'sign-out'],
  ])
  const first = await checkAudit(bank.db, keys, { personId: 'S050', now })
  expect(first).toMatchObject({ personId: 'S050', verdict: { kind: 'sound', actions: 2 }, head: { seq: 3 } })
  expect(await listed({ kind: 'audit-verified' })).toEqual([3])
  expect(await checkAudit(bank.db, keys, { personId: 'S050', now })).toMatchObject({ verdict: { kind: 'sound' } })
  expect(await signedHead(bank.db, scopeFor('auditor'), first.id)).toEqual(first.head)
  expect(await signedHead(bank.db, scopeFor('lead'), first.id)).toBeNull()
  expect(await newestChecks(bank.db, scopeFor('lead'), 9)).toEqual([])

  // From inside a cut-off end cannot be seen; against the head signed over it, it can.
  await bank.db.delete(issueActions).where(eq(issueActions.seq, 4))
  const cut = await checkAudit(bank.db, keys, { personId: 'S050', now })
  expect(cut).toMatchObject({ verdict: { kind: 'broken', seq: 4, problem: 'cut-off' }, head: null })
  await bank.db.update(issueActions).set({ personId: 'S002' }).where(eq(issueActions.seq, 2))
  expect(await checkAudit(bank.db, keys, { personId: 'S050', now })).toMatchObject({
    verdict: { kind: 'broken', seq: 2, problem: 'edited' },
  })
  expect(await newestChecks(bank.db, scopeFor('auditor'), 2)).toMatchObject([
    { verdict: { problem: 'edited' } },
    { verdict: { problem: 'cut-off' } },
  ])
  const otherKeys = passingKeys('other')
  expect((await checkAudit(bank.db, otherKeys, { personId: 'S050', now })).verdict).toMatchObject({ problem: 'edited' })
})

test('a check walks the consents as well, against the newest head over them, and says so on record', async () => {
  const events = [1, 2, 3].map((offset) => ({
    ...{ topic: 'events', partition: 0, offset },
    event: {
      ...{ source: 'core/consent', id: `k-${offset}`, type: 'consent.given', time: now.getTime(), subject: 'app-1' },
      ...{ orgunit: 'b01', data: { consentPurpose: 'credit-query', customer: 'tok_1' } },
    } as const,
  }))
  await bank.db.insert(consentEntries).values(linkEntries(keys, { position: 0, hash: beginning, peaks: [] }, events))
  const check = () => checkAudit(bank.db, keys, { personId: 'S050', now })
  expect(await check()).toMatchObject({ consents: { kind: 'sound', entries: 3 } })
  expect((await auditEntries(bank.db, scopeFor('auditor'), { kind: 'audit-verified' }, null)).entries[0]).toMatchObject(
    {
      detail: { kind: 'sound', consents: { kind: 'sound', entries: 3 } },
    },
  )
  await bank.db.delete(consentEntries).where(eq(consentEntries.position, 3))
  const cut = { kind: 'broken', position: 3, problem: 'cut-off' }
  expect(await check()).toMatchObject({ verdict: { kind: 'sound' }, consents: cut })
  await bank.db.delete(consentEntries).where(eq(consentEntries.position, 1))
  await check()
  expect(await newestChecks(bank.db, scopeFor('auditor'), 2)).toMatchObject([
    { consents: { kind: 'broken', position: 1, problem: 'gap' } },
    { consents: cut },
  ])
})
