import { tryLimit, trySpan } from '@mingjing/sql/people/try-bounds.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { people } from '@mingjing/sql/postgres/schema.ts'
import { openBank } from '@mingjing/sql/test/bank.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { verify } from '@node-rs/argon2'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { hashPassword } from './password.ts'
import { type SignIn, signIn } from './sign-in.ts'

/** S2: what guessing costs us and tells others. A check is a run of argon2, which alone could say a guess is right. */

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>()
  return { ...real, verify: vi.fn(real.verify) }
})
const checks = () => vi.mocked(verify).mock.calls.length

let bank: Postgres
const keys = passingKeys()
const guess = (login: string, password: string, now: number, address = '10.0.0.1'): Promise<SignIn> =>
  signIn(bank.db, keys, { login, password, client: { address, userAgent: null } }, new Date(now))

beforeAll(async () => {
  bank = await openBank()
  await bank.db.update(people).set({ passwordHash: await hashPassword('right') })
  await bank.db.update(people).set({ active: false }).where(eq(people.id, 'S002'))
  await bank.db.update(people).set({ passwordHash: null }).where(eq(people.id, 'S010'))
})
afterAll(() => bank.close())
beforeEach(() => {
  vi.mocked(verify).mockClear()
})

const kinds = (answers: SignIn[]) => [...new Set(answers.map(({ kind }) => kind))]

test.each([
  ['s001', 1000],
  ['nobody', 200],
])('at %s %i guesses in a quarter of an hour: ten are looked at', async (login, count) => {
  const answers: SignIn[] = []
  // Four at once and from eleven addresses, the right password among them as soon as ten wrong ones have been looked at.
  for (let n = 0; n < count; n += 4)
    answers.push(
      ...(await Promise.all(
        [0, 1, 2, 3].map((i) =>
          guess(login, checks() < 10 ? `guess ${n + i}` : 'right', (n / count) * 890_000, `10.0.1.${(n + i) % 11}`),
        ),
      )),
    )
  expect([answers.length, kinds(answers).sort()]).toEqual([count, ['refused', 'wait']])
  expect(checks()).toBe(10)
})

test('who waits as long as told is looked at ten times in any quarter of an hour', async () => {
  const looked: number[] = []
  for (let now = 0, n = 0; n < 60; n++) {
    const before = checks()
    const answer = await guess('s003', `guess ${n}`, now)
    if (checks() > before) looked.push(now)
    if (answer.kind === 'wait') now += answer.seconds * 1000
    else expect(answer).toEqual({ kind: 'refused' })
  }
  expect(looked.length).toBeGreaterThan(20)
  for (const from of looked)
    expect(looked.filter((at) => at >= from && at < from + trySpan).length).toBeLessThanOrEqual(10)
})

test('a spray over many names from one network ends after a hundred, and others sign in', async () => {
  const answers: SignIn[] = []
  for (let n = 0; n < 115; n++) answers.push(await guess(`name-${n}`, 'Spring2026!', n * 1000, '2001:db8:1:2::7'))
  expect(kinds(answers.slice(0, tryLimit.address))).toEqual(['refused'])
  expect(kinds(answers.slice(tryLimit.address))).toEqual(['wait'])
  expect(checks()).toBe(tryLimit.address)
  expect((await guess('s030', 'right', 115_000, '2001:db8:1:2:ffff::1')).kind).toBe('wait')
  expect((await guess('s030', 'right', 115_000, '2001:db8:1:3::1')).kind).toBe('ok')
})

test('somebody, nobody, a closed account and one without a password cost the same and are told the same', async () => {
  const at = 10 * 24 * 3_600_000
  const courses: unknown[] = []
  for (const login of ['s040', 'nobody-either', 's002', 's010']) {
    vi.mocked(verify).mockClear()
    const answers: SignIn[] = []
    for (let n = 0; n < 14; n++) answers.push(await guess(login, `guess ${n}`, at + n * 40_000, '10.0.2.1'))
    courses.push({ answers, costs: vi.mocked(verify).mock.calls.map(([hash]) => String(hash).split('$').slice(1, 4)) })
  }
  expect(courses).toEqual(Array(4).fill(courses[0]))
  expect(courses[0]).toMatchObject({ costs: Array(checks()).fill(['argon2id', 'v=19', 'm=19456,t=2,p=1']) })
})
