import { isDeepStrictEqual } from 'node:util'
import { damageTargets, runDamage } from '../damage.ts'
import { runDiskFull, smallDisk } from '../disk-full.ts'
import type { LongTest } from './long-test.ts'

const damageRounds = 5
const damagesARound = 400
const fullARound = 20

export const run: LongTest = async (seed, rounds) => {
  let broken = 0
  for (let now = seed; now < seed + (rounds ?? damageRounds); now++) {
    const { wrong, found, harmless, facts, expected, actual, account } = await runDamage(now, damagesARound)
    const isSame = isDeepStrictEqual(actual, expected) && account.chained && account.ok === facts
    if (wrong.length > 0 || !isSame) broken++
    for (const target of damageTargets)
      console.log(`R11 seed ${now}: ${target}: ${found[target]} found, ${harmless[target]} harmless`)
    for (const problem of wrong) console.log(`  WRONG ${problem}`)
    console.log(`R11 seed ${now}: ${facts} events, ${expected.hits.length} hits: ${isSame ? 'identical' : 'DIFFERENT'}`)
    const disk = smallDisk(150_000)
    if (typeof disk === 'string') {
      console.log(`R11: a full disk was not tried, ${disk}`)
      return false
    }
    try {
      const full = await runDiskFull(disk, now, fullARound)
      const isKept = isDeepStrictEqual(full.actual, full.expected) && full.account.ok === full.facts
      if (!isKept || full.refusals.length < fullARound) broken++
      console.log(
        `R11 seed ${now}: ${full.refusals.length} times full, ${full.facts} events acknowledged: ${isKept ? 'identical' : 'DIFFERENT'}`,
      )
    } finally {
      disk.remove()
    }
  }
  console.log(`R11: ${broken} promises broken`)
  return broken === 0
}
