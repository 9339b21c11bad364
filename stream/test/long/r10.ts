import { isDeepStrictEqual } from 'node:util'
import { runPoisoning } from '../poisoning.ts'
import { runRedriving } from '../redriving.ts'
import type { LongTest } from './long-test.ts'

const poisons = 1_000_000

export const run: LongTest = async (seed) => {
  const { byKind, broken } = runPoisoning(seed, poisons)
  for (const { kind, inputs, accepted, dead, slowestMs } of byKind)
    console.log(
      `R10 ${kind}: ${inputs} inputs, ${accepted} events, ${dead} dead letters, slowest ${Math.round(slowestMs)} ms`,
    )
  for (const problem of broken) console.log(`  ${problem}`)
  const outcome = await runRedriving(seed, 10_000)
  const isSame = isDeepStrictEqual(outcome.standing, outcome.expected)
  console.log(
    `R10 seed ${seed}: ${broken.length} of ${poisons} inputs broke a promise; ${outcome.redriven} dead letters redriven, ` +
      `${outcome.standing.length} hits: ${isSame ? 'identical' : 'DIFFERENT'}`,
  )
  return broken.length === 0 && isSame && outcome.redriven > 0
}
