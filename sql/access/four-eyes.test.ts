import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Postgres } from '../postgres/connect.ts'
import { openBank, scopeFor } from '../test/bank.ts'
import { begun, kinds, sameEyesAs, scopeAt, settleCast } from '../test/decisions.ts'
import { noPostgres, startPostgres } from '../test/postgres-server.ts'
import { attemptsAMatter, runRaces } from '../test/races.ts'
import { passingKeys } from '../vault/keys.ts'
import { countsAmong, sameEyes } from './scope.ts'

/** Whatever needs another pair of eyes: not who proposed it, nor who stood in for them or they for. */

test('one counts as whom one stands in for, and as who stands in for one, now and of what was done then', () => {
  const days = (from: number, until: number) => ({ with: 'D', from: new Date(from), until: new Date(until) })
  const me = { personId: 'A', pairings: [days(10, 20)] }
  const by = (at: number, until = at) => sameEyes(me, 'D', new Date(at), new Date(until))
  expect([9, 10, 19, 20].map((at) => by(at))).toEqual([null, 'standing-in', 'standing-in', null])
  expect([by(0, 9), by(0, 10), by(19, 99), by(20, 99)]).toEqual([null, 'standing-in', 'standing-in', null])
  expect(sameEyes(me, 'A', new Date(0))).toBe('own')
  expect(sameEyes(me, 'E', new Date(15))).toBeNull()
  // What has no moment is of now.
  expect(countsAmong(me, ['D'])).toBe(false)
  for (const now of [{ standsInFor: ['D'] }, { delegates: ['D'] }])
    expect([countsAmong({ ...me, ...now }, ['D', null]), countsAmong({ ...me, ...now }, ['E'])]).toEqual([true, false])
})

describe('by kind', () => {
  const all = kinds(passingKeys())
  const theirOwn = ['own', 'standing-in', 'answered-it', 'confirmed-it', 'own-delegation']
  const codeOf = (outcome: object) => ('code' in outcome ? String(outcome.code) : 'done')
  let bank: Postgres
  beforeAll(async () => {
    bank = await openBank()
    await settleCast(bank.db, 1)
  })
  afterAll(() => bank.close())

  test.each(all.map((kind) => [kind.name, kind] as const))('%s', async (_, kind) => {
    const [id] = await begun(bank.db, kind, 1)
    const deciding = async (who: (typeof sameEyesAs)[number] | 'earlier') =>
      codeOf(await kind.decide(bank.db, await scopeAt(bank.db, kind, who, kind.role, kind.at), id!, true))
    for (const who of sameEyesAs) expect([who, theirOwn]).toEqual([who, expect.arrayContaining([await deciding(who)])])
    const codes = [await deciding('earlier')]
    for (const who of kind.others) codes.push(codeOf(await kind.decide(bank.db, scopeFor(who), id!, true)))
    expect(codes.filter((code) => theirOwn.includes(code))).toEqual([])
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
  })
})

const absent = noPostgres()
/** Of each kind: 1,000 attempts and more in sum. `npm run test:long -- S7` makes as many of each. */
const matters = 8

describe.skipIf(absent !== null)(absent ?? 'at once, on Postgres 15', () => {
  test('no self-approval, and one decision of each matter', async () => {
    const server = await startPostgres()
    try {
      const { raced, sound } = await runRaces(server, matters)
      expect(raced.reduce((sum, { attempts }) => sum + attempts, 0)).toBeGreaterThanOrEqual(1_000)
      expect(raced).toEqual(
        raced.map(({ kind }) => ({ kind, attempts: matters * attemptsAMatter, own: 0, undecided: 0 })),
      )
      expect(sound).toBe(true)
    } finally {
      await server.stop()
    }
  })
})
