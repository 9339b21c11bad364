import { runR1 } from '@mingjing/rules/equivalence/run.ts'
import type { LongTest } from './long-test.ts'

/** Ten thousand pairs in all. */
const seeds = 100
const pairsOfASeed = 100

export const run: LongTest = async (seed, rounds) => {
  const count = rounds ?? seeds
  const sums = { pairs: 0, hitting: 0, hits: 0 }
  let broken = 0
  for (let now = seed; now < seed + count; now++) {
    const report = await runR1({ pairs: pairsOfASeed, seed: now })
    for (const sum of ['pairs', 'hitting', 'hits'] as const) sums[sum] += report[sum]
    if (report.failure !== null) {
      broken++
      console.log(report.failure)
    } else if ((now - seed + 1) % 10 === 0) console.log(`R1 seeds to ${now} run`)
  }
  console.log(
    `R1 seeds ${seed} to ${seed + count - 1}: ${broken} of ${count} broken; ${sums.pairs} pairs, ${sums.hitting} hitting, ` +
      `${sums.hits} hits`,
  )
  return broken === 0 && sums.hitting > 0
}
