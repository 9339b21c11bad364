import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serviceScope } from '../access/scope.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { eventOfRow, type Row } from '../issues/evidence.ts'
import type { Postgres } from '../postgres/connect.ts'
import { consentEntries, issueActions } from '../postgres/schema.ts'
import { openBank, scopeFor } from '../test/bank.ts'
import { eventRow, openWarehouse } from '../test/warehouse.ts'
import { passingKeys } from '../vault/keys.ts'
import { appendConsents } from './append.ts'
import { checkReceipt } from './check-receipt.ts'
import { currentHead, provenHead } from './head.ts'
import { tellHistory } from './history.ts'
import { listConsents } from './list.ts'
import { takeReceipt } from './take-receipt.ts'
import { isBeginning } from './tree.ts'
import { verifyConsents } from './verify.ts'

const keys = passingKeys()
const now = new Date('2026-11-02T01:00:00Z')
const tok = 'tok_a'
const about = (customer: string) => ({ consentPurpose: 'credit-query', customer })
const at = (clock: string) => `2026-03-02 ${clock}`
const rows = [
  eventRow('consent.used', at('08:00'), { ...about(tok), actor: 'P1' }, { subject: 'app-1' }),
  eventRow('consent.given', at('09:00'), { ...about(tok), form: 'written' }, { subject: 'app-1', orgunit: 'b02-s01' }),
  eventRow('consent.used', at('10:00'), { ...about(tok), actor: 'P1' }, { subject: 'app-1' }),
  eventRow('consent.used', at('10:30'), { ...about(tok), consentPurpose: 'marketing', actor: 'P1' }),
  eventRow('consent.withdrawn', at('11:00'), about(tok), { subject: 'app-1' }),
  eventRow('consent.used', at('12:00'), { ...about(tok), actor: 'P2' }, { subject: 'app-1' }),
  eventRow('consent.given', at('13:00'), { ...about('tok_b'), form: 'electronic' }, { subject: 'app-2' }),
]
const placed = rows.map((row) => ({
  offset: row.offset,
  event: eventOfRow(row as unknown as Row),
}))

let bank: Postgres
let clickhouse: ClickHouse
let parts: Parameters<typeof listConsents>[0]
const append = (some: typeof placed) =>
  bank.db.transaction((tx) => appendConsents(tx, keys, { topic: 'events', partition: 0 }, some))
beforeAll(async () => {
  bank = await openBank()
  clickhouse = await openWarehouse()
  parts = { db: bank.db, clickhouse, keys }
  await clickhouse.insert('events', rows, { token: 'consents' })
  await append(placed.slice(0, 3))
  await append(placed)
})
afterAll(async () => {
  await clickhouse.close()
  await bank.close()
})

const receiptFor = (position: number, scope = scopeFor('auditor'), customer: 'given' | 'masked' = 'masked') =>
  takeReceipt(parts, scope, position, { customer, now })

test('what comes a second time adds nothing', async () => {
  expect(await append(placed)).toBe(0)
  expect(await bank.db.$count(consentEntries)).toBe(rows.length)
  expect(await verifyConsents(bank.db, keys)).toMatchObject({ kind: 'sound', entries: rows.length })
})

test('a use rests on a consent of its purpose given before it and not withdrawn; the branch sees its own', async () => {
  const told = (who: string, scope = scopeFor('auditor')) =>
    listConsents(parts, scope, who).then((all) => all.map(({ position, footing }) => [position, footing]))
  const all = [
    [1, 'never-given'],
    [2, null],
    [3, 'consented'],
    [4, 'never-given'],
    [5, null],
    [6, 'withdrawn-before'],
  ]
  expect(await told(tok)).toEqual(all)
  expect(await told('app-1')).toEqual(all)
  // The consent was given in the other branch: it counts, and is not shown.
  expect(await told(tok, scopeFor('branchOfficer'))).toEqual(all.filter(([position]) => position !== 2))
  expect(await told(tok, scopeFor('executive'))).toEqual([])
  const token = { id: 't1', orgunit: 'b02' }
  expect(await told(tok, serviceScope({ ...token, grants: ['consents:read'] }))).toEqual([[2, null]])
  expect(await told(tok, serviceScope({ ...token, grants: ['hits:read'] }))).toEqual([])
})

test('of two at the same moment the order of ids decides, and a consent given anew counts', () => {
  const event = (id: string, type: string, time: number) => ({ ...placed[0]!.event, id, type, time, data: about('c') })
  const told = tellHistory([
    event('b', 'consent.used', 1),
    event('a', 'consent.given', 1),
    event('c', 'consent.withdrawn', 2),
    event('d', 'consent.given', 3),
    event('e', 'consent.used', 4),
  ])
  expect(told.map(({ event: { id }, footing, withdrawnAt }) => [id, footing, withdrawnAt])).toEqual([
    ['a', null, 2],
    ['b', 'consented', null],
    ['c', null, null],
    ['d', null, null],
    ['e', 'consented', null],
  ])
})

test('a receipt is genuine, tells of the withdrawal since, and who took it is on record', async () => {
  const receipt = await receiptFor(2)
  expect(JSON.stringify(receipt)).not.toMatch(/tok_a|app-1/)
  expect(await checkReceipt(parts, JSON.parse(JSON.stringify(receipt)))).toMatchObject({
    kind: 'genuine',
    position: 2,
    facts: { consentPurpose: 'credit-query', form: 'written', type: 'consent.given' },
    withdrawnAt: '2026-03-02T03:00:00.000Z',
  })
  expect(JSON.stringify(await receiptFor(2, scopeFor('auditor'), 'given'))).toContain('tok_a')
  expect(await checkReceipt(parts, await receiptFor(7))).toMatchObject({ kind: 'genuine', withdrawnAt: null })
  expect(await checkReceipt(parts, { ...receipt, proof: [] })).toEqual({ kind: 'refused', problem: 'not-in-tree' })
  expect(await checkReceipt(parts, 'no receipt')).toEqual({ kind: 'refused', problem: 'malformed' })
  const taken = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'consent-receipt'))
  expect(taken.map(({ personId, detail }) => [personId, detail])).toEqual([
    ['S050', { position: 2, customer: 'masked' }],
    ['S050', { position: 2, customer: 'given' }],
    ['S050', { position: 7, customer: 'masked' }],
  ])
})

test('nobody takes a receipt of another branch, without the permission, or of what is not there', async () => {
  expect(await receiptFor(2, scopeFor('branchOfficer'))).toBeNull()
  expect(await receiptFor(2, scopeFor('executive'))).toBeNull()
  expect(await receiptFor(0)).toBeNull()
  expect(await receiptFor(rows.length + 1)).toBeNull()
})

test('heads go on from one another; over a changed past none is signed, and an old receipt is off the chain', async () => {
  const early = await currentHead(bank.db, keys, now)
  const receipt = await receiptFor(7)
  const more = { ...placed[6]!, event: { ...placed[6]!.event, id: 'later' } }
  await append([more])
  const later = (await provenHead(bank.db, keys, scopeFor('auditor'), { from: early.seq, now }))!
  expect(
    isBeginning({ size: early.seq, root: early.hash }, { size: later.seq, root: later.hash }, later.consistency!.proof),
  ).toBe(true)
  const beyond = { from: later.seq + 1, now }
  expect(await provenHead(bank.db, keys, scopeFor('auditor'), beyond)).toBeNull()
  expect(await provenHead(bank.db, keys, scopeFor('executive'), { from: 0, now })).toBeNull()

  await bank.db.delete(consentEntries)
  await append(placed.toSpliced(1, 1))
  await append([more, { ...more, event: { ...more.event, id: 'last' } }])
  expect(await verifyConsents(bank.db, keys, early)).toEqual({ kind: 'broken', position: 7, problem: 'rewritten' })
  expect(await verifyConsents(bank.db, passingKeys('other'), early)).toMatchObject({ problem: 'unsigned-head' })
  await append([{ ...more, event: { ...more.event, id: 'very-last' } }])
  await expect(currentHead(bank.db, keys, now)).rejects.toThrow('does not lead to the head')
  expect(await checkReceipt(parts, receipt)).toEqual({ kind: 'refused', problem: 'not-on-chain' })
})
