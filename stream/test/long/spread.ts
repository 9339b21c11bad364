import { runSpread } from '../spread.ts'
import type { LongTest } from './long-test.ts'

const spreads = 300

export const run: LongTest = async (seed, rounds) => {
  const count = rounds ?? spreads
  const sums = { events: 0, hits: 0, deaths: 0 }
  let broken = 0
  for (let now = seed; now < seed + count; now++) {
    const { problems, ...outcome } = await runSpread(now)
    for (const sum of ['events', 'hits', 'deaths'] as const) sums[sum] += outcome[sum]
    if (problems.length > 0) broken++
    for (const problem of problems) console.log(`spread seed ${now}: BROKEN ${problem}`)
  }
  console.log(
    `spread seeds ${seed} to ${seed + count - 1}: ${broken} of ${count} broken; ${sums.events} events, ${sums.hits} hits, ` +
      `${sums.deaths} deaths`,
  )
  return broken === 0 && sums.deaths > count
}
