import { isDeepStrictEqual } from 'node:util'
import { runRepeats } from '../repeats.ts'
import type { LongTest } from './long-test.ts'

export const run: LongTest = async (seed) => {
  let broken = 0
  const rounds = 5
  for (let round = 0; round < rounds; round++) {
    const { expected, actual, account, facts, repeats } = await runRepeats(seed + round, 20_000)
    const isKept =
      isDeepStrictEqual(actual, expected) && account.duplicates === repeats && account.ok === facts && account.chained
    if (!isKept) broken++
    console.log(
      `R7 seed ${seed + round}: ${facts} events, ${repeats} repeats, ${account.duplicates} counted, ` +
        `${expected.hits.length} hits: ${isKept ? 'identical' : 'DIFFERENT'}`,
    )
  }
  console.log(`R7: ${broken} of ${rounds} rounds broken`)
  return broken === 0
}
