import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { issueActions, signInTries } from '../postgres/schema.ts'
import { scopeFor } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { passingKeys } from '../vault/keys.ts'
import { liftLock, standingLocks } from './locks.ts'
import { dropOldTries, type Tried, takeTry, triesForgotten, tryGivenBack, tryWasWrong } from './tries.ts'
import { freeTries, lockSpan, longestLock, tryLimit, trySpan, waitAfter } from './try-bounds.ts'

const keys = passingKeys()
const start = Date.UTC(2026, 10, 2, 1)
const li: Tried = { login: 's001', personId: 'S001', address: '10.1.2.3' }
const nobody: Tried = { login: 'no-such-name', personId: null, address: '10.1.2.3' }
const at = (ms: number) => new Date(start + ms)

onEachEngine('tries at signing in', [signInTries, issueActions], (bank) => {
  const wrong = async (tried: Tried, now: Date): Promise<number> => {
    const wait = await takeTry(bank.db, keys, tried, now)
    if (wait === 0) await tryWasWrong(bank.db, keys, tried, now)
    return wait
  }
  /** Wrong tries as soon as each is let, until the lock; the moment of the last, ms after the start. */
  const untilLocked = async (tried: Tried, from = 0): Promise<number> => {
    let now = from
    for (let n = 1; n <= tryLimit.login; n++) {
      expect([n, await wrong(tried, at(now))]).toEqual([n, 0])
      if (n < tryLimit.login) now += waitAfter(n)
    }
    return now
  }
  const locks = () => bank.db.select().from(issueActions).where(eq(issueActions.kind, 'sign-in-locked'))

  test.each([li, nobody])('some are free, then each waits longer, then the name is locked: $login', async (tried) => {
    for (let n = 0; n < freeTries; n++) expect(await wrong(tried, at(0))).toBe(0)
    expect(await wrong(tried, at(0))).toBe(waitAfter(freeTries) / 1000)
    expect(await wrong(tried, at(waitAfter(freeTries) - 1))).toBe(1)
    expect(await locks()).toEqual([])
    await bank.db.delete(signInTries)
    const last = await untilLocked(tried)
    expect(await wrong(tried, at(last))).toBe(lockSpan / 1000)
    expect(await wrong(tried, at(last + lockSpan - 1))).toBe(1)
    expect(await takeTry(bank.db, keys, tried, at(last + lockSpan))).toBe(0)
    const [lock, ...more] = await locks()
    expect(more).toEqual([])
    expect(lock).toMatchObject({ personId: 'system', detail: { person: tried.personId, wrong: tryLimit.login } })
    expect(JSON.stringify(lock!.detail)).not.toContain(nobody.login)
  })

  test('locks that follow each other stand twice as long each, up to a bound; a day of rest begins anew', async () => {
    let now = 0
    for (const span of [lockSpan, 2 * lockSpan, 4 * lockSpan, longestLock, longestLock]) {
      now = await untilLocked(li, now)
      expect(await wrong(li, at(now))).toBe(span / 1000)
      now += span
    }
    now = await untilLocked(li, now + 24 * 3_600_000)
    expect(await wrong(li, at(now))).toBe(lockSpan / 1000)
  })

  test('many at once are not checked beyond the limit, and lock once', async () => {
    const waits = await Promise.all(Array.from({ length: 30 }, () => takeTry(bank.db, keys, li, at(0))))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(tryLimit.login)
    await Promise.all(Array.from({ length: tryLimit.login }, () => tryWasWrong(bank.db, keys, li, at(0))))
    expect(await locks()).toHaveLength(1)
    expect(await takeTry(bank.db, keys, li, at(lockSpan - 1))).toBe(1)
  })

  test('an address is locked by wrong tries at many names; a refused try counts for nothing', async () => {
    const name = (n: number): Tried => ({ login: `name-${n}`, personId: null, address: '2001:db8:0:7::1' })
    for (let n = 0; n < tryLimit.address; n++) expect(await wrong(name(n), at(0))).toBe(0)
    const neighbour = { ...li, address: '2001:db8:0:7:ffff::9' }
    expect(await wrong(neighbour, at(1000))).toBe(lockSpan / 1000 - 1)
    expect(await locks()).toMatchObject([{ detail: { person: null, address: '2001:db8:0:7::/64' } }])
    const elsewhere = { ...li, address: '2001:db8:0:8::1' }
    for (let n = 0; n < freeTries; n++) expect(await wrong(elsewhere, at(1000))).toBe(0)
  })

  test('who comes in begins anew, and the address has its try back', async () => {
    for (let n = 0; n < freeTries; n++) await wrong(li, at(0))
    expect(await takeTry(bank.db, keys, li, at(waitAfter(freeTries)))).toBe(0)
    await triesForgotten(bank.db, keys, li)
    expect(await bank.db.select().from(signInTries)).toMatchObject([{ kind: 'address', tries: freeTries }])
    expect(await wrong(li, at(waitAfter(freeTries)))).toBe(0)
  })

  test('a right password that waits for its code counts neither way', async () => {
    for (let n = 1; n < tryLimit.login; n++) {
      expect(await takeTry(bank.db, keys, li, at(0))).toBe(0)
      await tryGivenBack(bank.db, keys, li)
    }
    expect(await bank.db.select({ tries: signInTries.tries }).from(signInTries)).toEqual([{ tries: 0 }, { tries: 0 }])
  })

  test('wrong tries are forgotten after their span, rows after a day', async () => {
    for (let n = 1; n < freeTries; n++) await wrong(li, at(0))
    for (let n = 1; n < freeTries; n++) expect(await wrong(li, at(trySpan))).toBe(0)
    expect(await wrong(li, at(trySpan))).toBe(0)
    await dropOldTries(bank.db, at(trySpan + 24 * 3_600_000))
    expect(await bank.db.select().from(signInTries)).toHaveLength(2)
    await dropOldTries(bank.db, at(trySpan + 24 * 3_600_000 + 1))
    expect(await bank.db.select().from(signInTries)).toEqual([])
  })

  test('an administrator sees who is locked and lifts it, on record; nobody else does', async () => {
    const last = await untilLocked(li)
    const now = at(last + 1000)
    const [lock, ...more] = await standingLocks(bank.db, scopeFor('admin'), now)
    expect(more).toEqual([])
    expect(lock).toMatchObject({ kind: 'login', person: { id: 'S001', login: 's001' }, until: at(last + lockSpan) })
    expect(await standingLocks(bank.db, scopeFor('auditor'), now)).toEqual([])
    expect(await liftLock(bank.db, scopeFor('lead'), lock!.id, now)).toBe(false)
    expect(await takeTry(bank.db, keys, li, now)).toBeGreaterThan(0)
    expect(await liftLock(bank.db, scopeFor('admin'), lock!.id, now)).toBe(true)
    expect(await liftLock(bank.db, scopeFor('admin'), lock!.id, now)).toBe(false)
    expect(await takeTry(bank.db, keys, li, now)).toBe(0)
    const lifted = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'sign-in-unlocked'))
    expect(lifted).toMatchObject([{ personId: 'S060', detail: { person: 'S001' } }])
  })

  test('of a branch its administrator sees and lifts the locks of its own people and no other', async () => {
    const own: Tried = { login: 's003', personId: 'S003', address: null }
    for (const tried of [own, { login: 's021', personId: 'S021', address: null }, { ...nobody, address: null }])
      await untilLocked(tried)
    for (let n = 0; n < tryLimit.address; n++)
      await wrong({ login: `name-${n}`, personId: null, address: '10.9.9.9' }, at(0))
    const now = at(lockSpan - 1)
    const branch = { ...scopeFor('admin'), orgunit: 'b01' }
    const seen = await standingLocks(bank.db, branch, now)
    expect(seen.map(({ person }) => person?.id)).toEqual(['S003'])
    const all = await standingLocks(bank.db, scopeFor('admin'), now)
    const others = all.filter(({ id }) => id !== seen[0]!.id)
    expect(others).toHaveLength(3)
    for (const { id } of others) expect(await liftLock(bank.db, branch, id, now)).toBe(false)
    expect(await standingLocks(bank.db, { ...scopeFor('lead'), orgunit: 'b01' }, now)).toEqual([])
    expect(await liftLock(bank.db, branch, seen[0]!.id, now)).toBe(true)
    expect(await standingLocks(bank.db, scopeFor('admin'), now)).toHaveLength(3)
  })
})
