import { isDeepStrictEqual } from 'node:util'
import { runDisorder } from '../disorder.ts'
import type { LongTest } from './long-test.ts'

export const run: LongTest = async (seed) => {
  const rounds = 20
  let broken = 0
  for (let round = 0; round < rounds; round++) {
    const outcome = await runDisorder(seed + round, 10_000)
    const { onTime, late, inOrder, whole, changed, account, open, isBeforeAhead } = outcome
    const isKept =
      isDeepStrictEqual(inOrder.actual, inOrder.expected) &&
      isDeepStrictEqual(whole.actual, whole.expected) &&
      account.ok === onTime + 1 &&
      account.late === late &&
      open === 0 &&
      isBeforeAhead
    if (!isKept || changed === 0) broken++
    console.log(
      `R8 seed ${seed + round}: ${onTime} on time, ${late} late, ${whole.expected.length} hits, ${changed} of them by ` +
        `late events: ${isKept ? 'identical' : 'DIFFERENT'}`,
    )
  }
  console.log(`R8: ${broken} of ${rounds} rounds broken`)
  return broken === 0
}
