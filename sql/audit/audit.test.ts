import { eq, gt, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Postgres } from '../postgres/connect.ts'
import { issueActions } from '../postgres/schema.ts'
import { openBank } from '../test/bank.ts'
import { passingKeys } from '../vault/keys.ts'
import { type Action, appendActions, beginning, hashAction } from './chain.ts'
import { signHead } from './head.ts'
import { auditKinds } from './kinds.ts'
import { auditVerify } from './verify.ts'

let bank: Postgres
const keys = passingKeys()
beforeAll(async () => {
  bank = await openBank()
})
afterAll(() => bank.close())
const action = (n: number): Action => ({
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, n)),
  personId: 'S001',
  issueId: null,
  kind: 'reveal',
  fromState: null,
  toState: null,
  detail: { z: n, a: { y: [1, null, '明'], b: 'x' } },
})
beforeEach(async () => {
  await bank.db.delete(issueActions)
  await bank.db.transaction((tx) => appendActions(tx, [1, 2, 3].map(action)))
  await bank.db.transaction((tx) => appendActions(tx, [4, 5].map(action)))
})

test('an untouched chain is sound, and leads to its exported head', async () => {
  const head = await signHead(bank.db, keys, new Date())
  await bank.db.transaction((tx) => appendActions(tx, [action(6)]))
  expect(await auditVerify(bank.db, { head, keys })).toMatchObject({ kind: 'sound', actions: 6 })
})

test('a kind without its place among the kinds cannot be put on record', () => {
  // @ts-expect-error
  const strange: Action = { ...action(1), kind: 'unheard-of' }
  expect(auditKinds).not.toHaveProperty(strange.kind)
})

test('an edit is found', async () => {
  await bank.db
    .update(issueActions)
    .set({ detail: { z: 9 } })
    .where(eq(issueActions.seq, 3))
  expect(await auditVerify(bank.db)).toEqual({ kind: 'broken', seq: 3, problem: 'edited' })
})

test('a deletion is found', async () => {
  await bank.db.delete(issueActions).where(eq(issueActions.seq, 2))
  expect(await auditVerify(bank.db)).toEqual({ kind: 'broken', seq: 2, problem: 'gap' })
})

test('two rows changing places are found', async () => {
  await bank.db.execute(sql`update issue_actions set seq = case seq when 2 then 93 else 92 end where seq in (2, 3)`)
  await bank.db.execute(sql`update issue_actions set seq = seq - 90 where seq > 90`)
  expect(await auditVerify(bank.db)).toEqual({ kind: 'broken', seq: 2, problem: 'relinked' })
})

test('a tail cut off is found against an exported head', async () => {
  const head = await signHead(bank.db, keys, new Date())
  await bank.db.delete(issueActions).where(gt(issueActions.seq, 3))
  expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
  expect(await auditVerify(bank.db, { head, keys })).toEqual({ kind: 'broken', seq: 4, problem: 'cut-off' })
})

test('a history rewritten from the start is found against an exported head', async () => {
  const head = await signHead(bank.db, keys, new Date())
  let previous = beginning
  for (const n of [1, 2, 3, 4, 5]) {
    const forged = { ...action(n), personId: 'S999' }
    const hash = hashAction(forged, n, previous)
    await bank.db.update(issueActions).set({ personId: 'S999', previous, hash }).where(eq(issueActions.seq, n))
    previous = hash
  }
  expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
  expect(await auditVerify(bank.db, { head, keys })).toEqual({ kind: 'broken', seq: 5, problem: 'rewritten' })
})

test('a head that was not signed by this installation proves nothing', async () => {
  const head = await signHead(bank.db, passingKeys(), new Date())
  expect(await auditVerify(bank.db, { head, keys })).toMatchObject({ problem: 'unsigned-head' })
  const own = await signHead(bank.db, keys, new Date())
  expect(await auditVerify(bank.db, { head: { ...own, hash: beginning }, keys })).toMatchObject({
    problem: 'unsigned-head',
  })
})
