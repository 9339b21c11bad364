import { runSimulations } from '../simulation/campaign.ts'
import { actions, calls } from '../simulation/faults.ts'
import { simulate } from '../simulation/simulate.ts'
import type { LongTest } from './long-test.ts'

const simulations = 1_000

export const run: LongTest = async (seed, rounds) => {
  if (rounds === 1) {
    const { trace, broken } = await simulate(seed)
    const told = broken.map((problem) => `  ${problem}\n`).join('')
    const text = `${trace}${told}R2 seed ${seed}: ${broken.length === 0 ? 'kept' : 'BROKEN'}\n`
    // Longer than a pipe holds, and the process exits soon.
    await new Promise((resolve) => process.stdout.write(text, resolve))
    return broken.length === 0
  }
  const count = rounds ?? simulations
  const campaign = await runSimulations(seed, count, (now, what) => {
    if (what.length > 0) console.log(`R2 seed ${now}: BROKEN ${what[0]}`)
    if ((now - seed + 1) % 100 === 0) console.log(`R2 seeds to ${now} run`)
  })
  const { faults, missed, records, blocks, processes, broken, came } = campaign
  for (const name of [...actions, ...calls]) console.log(`R2 ${name}: ${came[name] ?? 0}`)
  console.log(
    `R2 seeds ${seed} to ${seed + count - 1}: ${broken.length} of ${count} broken; ${faults} faults, ${missed} planned ` +
      `ones not come to, ${records} records, ${blocks} blocks, ${processes} processes`,
  )
  return broken.length === 0 && faults > count
}
