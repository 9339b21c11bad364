import { expect, test } from 'vitest'
import { issueActions, recoveryCodes, secondFactors, signInSteps } from '../postgres/schema.ts'
import { scopeFor } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { passingKeys } from '../vault/keys.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  endStep,
  keepStep,
  removeSecondFactor,
  secondFactorOf,
  secretOf,
  takeRecoveryCode,
  takeStep,
  waitingStep,
} from './second-factor.ts'

const keys = passingKeys()
const now = new Date('2026-11-02T01:00:00Z')
const after = (ms: number) => new Date(now.getTime() + ms)
const me = scopeFor('branchOfficer')
const codes = ['AAAA-BBBB-CCCC-DDDD', 'EEEE-FFFF-0000-1111']

onEachEngine('a second factor', [secondFactors, signInSteps, issueActions], (bank) => {
  const settled = async () => {
    await beginSecondFactor(bank.db, keys, me, 'SECRET', now)
    expect(await confirmSecondFactor(bank.db, keys, me, { step: 100, codes, now })).toBe(true)
  }
  const recorded = async () =>
    (await bank.db.select().from(issueActions).orderBy(issueActions.seq)).map(({ kind, personId, detail }) => ({
      kind,
      personId,
      detail,
    }))

  test('is in force from its first code on; the secret is sealed and waits ten minutes', async () => {
    expect(await beginSecondFactor(bank.db, keys, me, 'FIRST', now)).toBe(true)
    expect(await beginSecondFactor(bank.db, keys, me, 'SECRET', now)).toBe(true)
    expect(await secondFactorOf(bank.db, me.personId)).toBeNull()
    expect(await secretOf(bank.db, keys, me.personId, 'in-force')).toBeNull()
    expect(await takeStep(bank.db, me.personId, 5)).toBe(false)
    expect(await secretOf(bank.db, keys, me.personId, { waitingAt: after(599_999) })).toBe('SECRET')
    expect(await secretOf(bank.db, keys, me.personId, { waitingAt: after(600_000) })).toBeNull()
    const [row] = await bank.db.select().from(secondFactors)
    expect(Buffer.from(row!.secret).includes('SECRET')).toBe(false)
    expect(await confirmSecondFactor(bank.db, keys, me, { step: 100, codes, now })).toBe(true)
    expect(await secondFactorOf(bank.db, me.personId)).toEqual({ since: now, codesLeft: 2 })
    expect(await secretOf(bank.db, keys, me.personId, 'in-force')).toBe('SECRET')
    expect(await secretOf(bank.db, keys, me.personId, { waitingAt: now })).toBeNull()
    expect(await beginSecondFactor(bank.db, keys, me, 'OTHER', now)).toBe(false)
    expect(await confirmSecondFactor(bank.db, keys, me, { step: 101, codes: [], now })).toBe(false)
    expect(await recorded()).toEqual([
      { kind: 'second-factor-on', personId: me.personId, detail: { person: me.personId } },
    ])
  })

  test('a code is taken once, by one of many at once, and none before it', async () => {
    await settled()
    expect(await takeStep(bank.db, me.personId, 100)).toBe(false)
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeStep(bank.db, me.personId, 102)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await takeStep(bank.db, me.personId, 101)).toBe(false)
    expect(await takeStep(bank.db, me.personId, 103)).toBe(true)
  })

  test('a recovery code is kept hashed, taken once however it is written, and on record without it', async () => {
    await settled()
    expect(JSON.stringify(await bank.db.select().from(recoveryCodes))).not.toMatch(/AAAA/)
    expect(await takeRecoveryCode(bank.db, keys, 'S001', codes[0]!, now)).toBe(false)
    expect(await takeRecoveryCode(bank.db, passingKeys('other'), me.personId, codes[0]!, now)).toBe(false)
    expect(await takeRecoveryCode(bank.db, keys, me.personId, 'aaaabbbb ccccdddd', now)).toBe(true)
    expect(await takeRecoveryCode(bank.db, keys, me.personId, codes[0]!, now)).toBe(false)
    expect((await secondFactorOf(bank.db, me.personId))?.codesLeft).toBe(1)
    expect((await recorded()).slice(1)).toEqual([
      { kind: 'recovery-code-used', personId: me.personId, detail: { left: 1 } },
    ])
  })

  test('its owner and an administrator above take it away, nobody else; its codes go with it', async () => {
    await settled()
    expect(await removeSecondFactor(bank.db, scopeFor('lead'), me.personId, now)).toBe(false)
    expect(await removeSecondFactor(bank.db, { ...scopeFor('admin'), orgunit: 'b02' }, me.personId, now)).toBe(false)
    expect(await secondFactorOf(bank.db, me.personId)).not.toBeNull()
    expect(await removeSecondFactor(bank.db, scopeFor('admin'), me.personId, now)).toBe(true)
    expect(await bank.db.select().from(recoveryCodes)).toEqual([])
    expect((await recorded()).at(-1)).toEqual({
      kind: 'second-factor-off',
      personId: 'S060',
      detail: { person: me.personId },
    })
    await settled()
    expect(await removeSecondFactor(bank.db, me, me.personId, now)).toBe(true)
    expect(await removeSecondFactor(bank.db, me, me.personId, now)).toBe(false)
  })

  test('a right password waits for its code, not longer than said, and is gone on with once', async () => {
    await keepStep(bank.db, { id: 'a', personId: me.personId, expiresAt: after(1000) }, now)
    expect(await waitingStep(bank.db, 'a', after(999))).toBe(me.personId)
    expect(await waitingStep(bank.db, 'a', after(1000))).toBeNull()
    expect(await waitingStep(bank.db, 'b', now)).toBeNull()
    expect([await endStep(bank.db, 'a'), await endStep(bank.db, 'a')]).toEqual([true, false])
    await keepStep(bank.db, { id: 'c', personId: me.personId, expiresAt: after(1000) }, now)
    await keepStep(bank.db, { id: 'd', personId: me.personId, expiresAt: after(3000) }, after(2000))
    expect((await bank.db.select().from(signInSteps)).map(({ id }) => id)).toEqual(['d'])
  })
})
