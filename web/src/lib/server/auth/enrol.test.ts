import { tryLimit } from '@mingjing/sql/people/try-bounds.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { issueActions, people, sessions, signInTries } from '@mingjing/sql/postgres/schema.ts'
import { openBank } from '@mingjing/sql/test/bank.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { beginEnrolment, confirmEnrolment, endEnrolment } from './enrol.ts'
import { sha256 } from './hash.ts'
import { hashPassword } from './password.ts'
import { mustEnrol, secondFactorRoles } from './second-factor.ts'
import { codeWithin, signIn, signInWithCode } from './sign-in.ts'

let bank: Postgres
const keys = passingKeys()
const client = { address: '10.0.0.1', userAgent: 'test' }
const start = Date.UTC(2026, 10, 2, 1)
const at = (seconds: number) => new Date(start + seconds * 1000)
const who = (seconds: number) => ({ personId: 'S001', client, now: at(seconds) })
const codeAt = (secret: string, seconds: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at(seconds).getTime() })

beforeAll(async () => {
  bank = await openBank()
  await bank.db
    .update(people)
    .set({ passwordHash: await hashPassword('right') })
    .where(eq(people.id, 'S001'))
})
afterAll(() => bank.close())
beforeEach(() => bank.db.delete(signInTries))

const signInAt = (seconds: number) => signIn(bank.db, keys, { login: 's001', password: 'right', client }, at(seconds))
const stepAt = async (seconds: number): Promise<string> => {
  const answer = await signInAt(seconds)
  if (answer.kind !== 'code') throw new Error(answer.kind)
  return answer.step
}
const codeIn = (step: string, code: string, seconds: number) =>
  signInWithCode(bank.db, keys, { step, code, client }, at(seconds))

test('set up by password and first code, asked for at the next sign-in, taken away by password and code', async () => {
  expect(await beginEnrolment(bank.db, keys, who(0), 'wrong')).toEqual({ kind: 'wrong-password' })
  const begun = await beginEnrolment(bank.db, keys, who(0), 'right')
  if (begun.kind !== 'begun') throw new Error(begun.kind)
  const { secret } = begun.enrolment
  expect(await signInAt(0)).toMatchObject({ kind: 'ok' })
  expect(await confirmEnrolment(bank.db, keys, who(0), codeAt(secret, 600))).toMatchObject({ kind: 'wrong-code' })
  const confirmed = await confirmEnrolment(bank.db, keys, who(0), codeAt(secret, 0))
  if (confirmed.kind !== 'confirmed') throw new Error(confirmed.kind)
  expect(await beginEnrolment(bank.db, keys, who(0), 'right')).toEqual({ kind: 'already' })

  await bank.db.delete(sessions)
  const step = await stepAt(60)
  expect(await bank.db.select().from(sessions)).toEqual([])
  expect(await codeIn('forged', codeAt(secret, 60), 60)).toEqual({ kind: 'expired' })
  // The code that confirmed it is still within its window.
  expect(await codeIn(step, codeAt(secret, 0), 29)).toEqual({ kind: 'refused' })
  const entered = await codeIn(step, codeAt(secret, 60), 60)
  if (entered.kind !== 'ok') throw new Error(entered.kind)
  expect(await bank.db.select().from(sessions)).toMatchObject([
    { id: sha256(entered.sessionId), userId: 'S001', signedInBy: 'second-factor' },
  ])
  expect(await codeIn(step, codeAt(secret, 90), 90)).toEqual({ kind: 'expired' })
  expect(await codeIn(await stepAt(61), codeAt(secret, 60), 61)).toEqual({ kind: 'refused' })
  expect(await codeIn(await stepAt(120), confirmed.codes[0]!.toLowerCase(), 120)).toMatchObject({ kind: 'ok' })
  expect(await codeIn(await stepAt(120), confirmed.codes[0]!, 120)).toEqual({ kind: 'refused' })
  expect(await codeIn(await stepAt(0), codeAt(secret, 150), codeWithin / 1000)).toEqual({ kind: 'expired' })

  const end = (password: string, code: string) => endEnrolment(bank.db, keys, who(240), { password, code })
  expect(await end('wrong', codeAt(secret, 240))).toEqual({ kind: 'wrong-password' })
  expect(await end('right', '000000')).toEqual({ kind: 'wrong-code' })
  expect(await signInAt(240)).toMatchObject({ kind: 'code' })
  expect(await end('right', codeAt(secret, 240))).toEqual({ kind: 'ended' })
  expect(await signInAt(240)).toMatchObject({ kind: 'ok' })

  const record = JSON.stringify(await bank.db.select().from(issueActions))
  for (const hidden of [secret, step, ...confirmed.codes, entered.sessionId]) expect(record).not.toContain(hidden)
})

test('wrong codes count like wrong passwords, and a right password buys no new ones', async () => {
  const begun = await beginEnrolment(bank.db, keys, who(0), 'right')
  if (begun.kind !== 'begun') throw new Error(begun.kind)
  await confirmEnrolment(bank.db, keys, who(0), codeAt(begun.enrolment.secret, 0))
  let seconds = 1000
  for (let wrong = 0; wrong < tryLimit.login; seconds += 400) {
    const step = await stepAt(seconds)
    const answer = await codeIn(step, codeAt(begun.enrolment.secret, 0), seconds)
    if (answer.kind !== 'refused') throw new Error(answer.kind)
    wrong++
  }
  expect(await signInAt(seconds - 399)).toMatchObject({ kind: 'wait' })
  const [locked] = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'sign-in-locked'))
  expect(locked).toMatchObject({ detail: { person: 'S001', wrong: tryLimit.login } })
})

test('a right password at setting up buys no new guesses at the code either', async () => {
  const tries = async () => (await bank.db.select().from(signInTries)).map(({ kind, tries }) => [kind, tries])
  for (let wrong = 0; wrong < 2; wrong++) {
    const answer = await endEnrolment(bank.db, keys, who(9000), { password: 'right', code: '000000' })
    expect(answer).toEqual({ kind: 'wrong-code' })
    expect(await beginEnrolment(bank.db, keys, who(9000), 'right')).toEqual({ kind: 'already' })
  }
  expect((await tries()).sort()).toEqual([
    ['address', 2],
    ['login', 2],
  ])
})

test('the bank says of which roles it asks it; a slip is an error and no open door', () => {
  expect([...secondFactorRoles({})]).toEqual([])
  expect([...secondFactorRoles({ MINGJING_SECOND_FACTOR: 'admin, auditor' })]).toEqual(['admin', 'auditor'])
  expect(secondFactorRoles({ MINGJING_SECOND_FACTOR: 'all' }).size).toBe(7)
  expect(() => secondFactorRoles({ MINGJING_SECOND_FACTOR: 'admin,auditors' })).toThrow(/not auditors/)
  const env = { MINGJING_SECOND_FACTOR: 'admin' }
  expect(mustEnrol({ signedInBy: 'password' }, { role: 'admin' }, env)).toBe(true)
  expect(mustEnrol({ signedInBy: 'second-factor' }, { role: 'admin' }, env)).toBe(false)
  expect(mustEnrol({ signedInBy: 'persona' }, { role: 'admin' }, env)).toBe(false)
  expect(mustEnrol({ signedInBy: 'password' }, { role: 'lead' }, env)).toBe(false)
})
