import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import type { Postgres } from '../postgres/connect.ts'
import { deliveryChannels, issueActions } from '../postgres/schema.ts'
import { bankEngines, scopeFor, staff } from '../test/bank.ts'
import { passingKeys } from '../vault/keys.ts'
import { unseal } from '../vault/seal.ts'
import { anyTime } from './due.ts'
import {
  type ChannelWish,
  type Fault,
  faultOf,
  type Preferences,
  readPreferences,
  savePreferences,
  secretAbout,
} from './preferences.ts'

const email = (address: string): ChannelWish => ({ channel: 'email', address, minimum: 'high' })
const webhook = (address: string): ChannelWish => ({ channel: 'webhook', address, minimum: 'low' })
const wishes = (channels: ChannelWish[], times: Partial<Preferences['times']> = {}): Preferences => ({
  channels,
  times: { ...anyTime, ...times },
})

test.each<[Fault | null, Preferences]>([
  [null, wishes([])],
  [null, wishes([email('li.lei+x@bank.example'), webhook('https://hook.example/a?b=c')])],
  [null, wishes([], { quietFrom: 1320, quietTo: 450, digestAt: 0 })],
  ...['', 'a', 'a@b', 'a@b.c, d@e.f', 'a@b.c\r\nBcc: d@e.f', '"a b"@c.d', 'a@@b.c', `${'a'.repeat(500)}@b.c`].map(
    (address): [Fault, Preferences] => ['email', wishes([email(address)])],
  ),
  ...[
    '',
    'hook.example',
    'file:///etc/passwd',
    'https://user:word@hook.example/',
    `https://x.example/${'a'.repeat(500)}`,
  ].map((address): [Fault, Preferences] => ['webhook', wishes([webhook(address)])]),
  ['quiet', wishes([], { quietFrom: 60 })],
  ['quiet', wishes([], { quietFrom: -1, quietTo: 60 })],
  ['digest', wishes([], { digestAt: 1440 })],
  ['digest', wishes([], { digestAt: 1.5 })],
])('%s: %j', (fault, wished) => {
  expect(faultOf(wished, [])).toBe(fault)
})

test('where domains are named, e-mail goes to them alone', () => {
  expect(faultOf(wishes([email('a@Bank.example')]), ['bank.example'])).toBeNull()
  for (const address of ['a@evil.example', 'a@sub.bank.example', 'a@bank.example.evil.example'])
    expect(faultOf(wishes([email(address)]), ['bank.example'])).toBe('email')
})

for (const { name, absent, open } of bankEngines)
  describe.skipIf(absent)(`${name}${absent ? `: ${absent}` : ''}`, () => {
    let bank: Postgres
    const keys = passingKeys()
    const me = scopeFor('manager')
    const now = new Date('2026-03-02T03:00:00Z')
    beforeAll(async () => {
      bank = await open()
    })
    afterAll(() => bank.close())
    beforeEach(async () => {
      await bank.db.delete(issueActions)
      await bank.db.delete(deliveryChannels)
    })
    const save = (wished: Preferences) => savePreferences(bank.db, keys, me, wished, { now, domains: [] })

    test('what was saved is read back, by its owner alone, and nothing faulty is', async () => {
      const wished = wishes([email('a@bank.example'), webhook('https://hook.example/')], { digestAt: 540 })
      expect(await save(wished)).toMatchObject({ kind: 'saved' })
      expect(await save(wishes([email('x')]))).toEqual({ kind: 'faulty', fault: 'email' })
      expect(await readPreferences(bank.db, me)).toEqual(wished)
      expect(await readPreferences(bank.db, scopeFor('manager2'))).toEqual(wishes([]))
      await save(wishes([]))
      expect(await readPreferences(bank.db, me)).toEqual(wishes([]))
    })

    test('the secret is told once, kept sealed, and made anew with another address', async () => {
      const secretOf = async (address: string) => {
        const outcome = await save(wishes([webhook(address)]))
        return outcome.kind === 'saved' ? outcome.secret : outcome.fault
      }
      const first = await secretOf('https://hook.example/')
      const [row] = await bank.db.select().from(deliveryChannels)
      expect(unseal(keys, row!.secret!, secretAbout(staff.manager[0]))).toBe(first)
      expect(await secretOf('https://hook.example/')).toBeNull()
      const [same] = await bank.db.select().from(deliveryChannels)
      expect(unseal(keys, same!.secret!, secretAbout(staff.manager[0]))).toBe(first)
      expect(await secretOf('https://other.example/')).not.toBe(first)
    })

    test('it goes on record, without the mailbox', async () => {
      await save(wishes([email('wang.wu@bank.example'), webhook('https://hook.example/token-in-path')]))
      const [recorded] = await bank.db.select().from(issueActions)
      expect(recorded).toMatchObject({
        kind: 'delivery-preferences',
        personId: staff.manager[0],
        detail: {
          channels: [
            { to: 'bank.example', minimum: 'high' },
            { to: 'hook.example', minimum: 'low' },
          ],
        },
      })
      expect(JSON.stringify(recorded)).not.toMatch(/wang\.wu|token-in-path/)
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound', actions: 1 })
    })
  })
