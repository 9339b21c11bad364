import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isToken } from '@mingjing/rules/events/tokenise.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Postgres } from '../postgres/connect.ts'
import { issueActions, vault } from '../postgres/schema.ts'
import { openBank } from '../test/bank.ts'
import { loadKeys, passingKeys } from './keys.ts'
import { seal, tokenOf, unseal } from './seal.ts'
import { reveal, storePersonal } from './vault.ts'

const keys = passingKeys()

describe('sealing', () => {
  test('gives the text back to the same key and purpose only', () => {
    const sealed = seal(keys, '13800138000 明镜', 'tok_a')
    expect(unseal(keys, sealed, 'tok_a')).toBe('13800138000 明镜')
    expect(Buffer.from(sealed).includes('13800138000')).toBe(false)
    expect(() => unseal(keys, sealed, 'tok_b')).toThrow()
    expect(() => unseal(passingKeys('other'), sealed, 'tok_a')).toThrow()
    const bent = Uint8Array.from(sealed)
    bent[20]! ^= 1
    expect(() => unseal(keys, bent, 'tok_a')).toThrow()
  })
  test('never twice the same bytes, always the same token', () => {
    expect(seal(keys, 'x', 'a')).not.toEqual(seal(keys, 'x', 'a'))
    expect(tokenOf(keys, 'mobile', '1')).toBe(tokenOf(keys, 'mobile', '1'))
    expect(tokenOf(keys, 'mobile', '1')).not.toBe(tokenOf(keys, 'name', '1'))
    expect(tokenOf(keys, 'mobile', '1')).not.toBe(tokenOf(passingKeys('other'), 'mobile', '1'))
    expect(isToken(tokenOf(keys, 'mobile', '1'))).toBe(true)
  })
})

describe('keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mingjing-keys-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  test('are made once, readable by their owner only, and stay the same', async () => {
    const [first, second] = await Promise.all([loadKeys(folder, {}), loadKeys(folder, {})])
    expect(second.sealing).toEqual(first.sealing)
    expect(second.hashing).toEqual(first.hashing)
    expect(first.sealing).not.toEqual(first.hashing)
    for (const name of ['vault.key', 'audit.key']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    expect(unseal(await loadKeys(folder, {}), seal(first, 'x', 'y'), 'y')).toBe('x')
  })
  test('are never seen half made by those who start at once', async () => {
    for (let round = 0; round < 20; round++) {
      const fresh = join(folder, String(round))
      const all = await Promise.all(Array.from({ length: 8 }, () => loadKeys(fresh, {})))
      for (const keys of all) {
        expect(keys.sealing).toEqual(all[0]!.sealing)
        expect(keys.signing.equals(all[0]!.signing)).toBe(true)
      }
      expect(readdirSync(fresh).sort()).toEqual(['audit.key', 'vault.key'])
    }
  })
  test('a kept key that is not whole is refused by name', async () => {
    const broken = join(folder, 'broken')
    mkdirSync(broken)
    writeFileSync(join(broken, 'vault.key'), '')
    await expect(loadKeys(broken, {})).rejects.toThrow(/vault\.key must be 32 bytes/)
  })
  test('come from the environment when it has them', async () => {
    const given = Buffer.alloc(32, 7)
    const hex = await loadKeys(folder, { MINGJING_KEY: given.toString('hex') })
    const base64 = await loadKeys(folder, { MINGJING_KEY: given.toString('base64') })
    expect(hex.sealing).toEqual(base64.sealing)
    expect(Buffer.from(hex.sealing)).not.toEqual(Buffer.from(readFileSync(join(folder, 'vault.key'), 'utf8'), 'base64'))
    await expect(loadKeys(folder, { MINGJING_KEY: 'short' })).rejects.toThrow('32 bytes')
  })
})

describe('the vault', () => {
  let bank: Postgres
  beforeAll(async () => {
    bank = await openBank()
  })
  afterAll(() => bank.close())

  test('keeps a value once, and reveals it with a reason on record', async () => {
    const token = tokenOf(keys, 'mobile', '13800138000')
    const values = [
      { field: 'mobile', value: '13800138000' },
      { field: 'name', value: '王小明' },
    ]
    await storePersonal(bank.db, keys, [...values, values[0]!])
    await storePersonal(bank.db, keys, values)
    expect(await bank.db.select().from(vault)).toHaveLength(2)
    const request = { token, personId: 'S001', reason: '核实身份', now: new Date() }
    expect(await reveal(bank.db, keys, request)).toEqual({ field: 'mobile', value: '13800138000' })
    expect(await reveal(bank.db, keys, { ...request, token: 'tok_unknown' })).toBeNull()
    const recorded = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'reveal'))
    expect(recorded.map((row) => row.detail)).toEqual([
      { token, field: 'mobile', reason: '核实身份' },
      { token: 'tok_unknown', field: null, reason: '核实身份' },
    ])
    expect(JSON.stringify(recorded)).not.toContain('13800138000')
  })
})
