import { afterAll, expect, test } from 'vitest'
import { damageTargets, runDamage } from './damage.ts'
import { runDiskFull, smallDisk } from './disk-full.ts'

const seed = 20_260_311

test(`R11 quick: damaged snapshots and a damaged log are found or harmless, never silently wrong (seed ${seed})`, {
  timeout: 300_000,
}, async () => {
  const damages = 60
  const { wrong, found, harmless, facts, account, expected, actual } = await runDamage(seed, damages)
  expect(wrong).toEqual([])
  for (const target of damageTargets) expect(found[target] + harmless[target]).toBe(damages / damageTargets.length)
  expect(harmless.snapshot).toBe(damages / damageTargets.length)
  expect(found.snapshots).toBe(damages / damageTargets.length)
  expect(found.segment).toBeGreaterThan(damages / damageTargets.length / 2)
  expect(account).toMatchObject({ chained: true, ok: facts, late: 0, duplicates: 0, deadLetters: 0, unfinished: 0 })
  expect(expected.hits.length).toBeGreaterThan(500)
  expect(actual).toEqual(expected)
})

const disk = smallDisk(150_000)
const lack = typeof disk === 'string' ? disk : null
afterAll(() => {
  if (typeof disk !== 'string') disk.remove()
})

test.skipIf(typeof disk === 'string')(
  `R11 quick: a full disk refuses and loses nothing it acknowledged (seed ${seed}${lack ? `, skipped: ${lack}` : ''})`,
  { timeout: 300_000 },
  async () => {
    if (typeof disk === 'string') return
    const { refusals, facts, account, expected, actual } = await runDiskFull(disk, seed, 3)
    expect(refusals).toHaveLength(3)
    for (const refusal of refusals) expect(refusal).toContain('no space left on device')
    expect(account).toMatchObject({ chained: true, end: facts, ok: facts, late: 0, unfinished: 0 })
    expect(expected.hits.length).toBeGreaterThan(200)
    expect(actual).toEqual(expected)
  },
)
