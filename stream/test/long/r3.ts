import { randomDeaths, runRecovery } from '../recovery.ts'
import type { LongTest } from './long-test.ts'

const kills = 300
const killsARound = 10
/** Rounds in which no kill comes about must not go on for ever. */
const mostRounds = 60

export const run: LongTest = async (seed) => {
  let done = 0
  let broken = 0
  for (let round = 0; done < kills && round < mostRounds; round++) {
    const outcome = await runRecovery(seed + round, randomDeaths(seed + round, killsARound), 120)
    done += outcome.kills
    if (outcome.differences.length > 0) broken++
    console.log(
      `R3 seed ${outcome.seed}: ${outcome.kills} kills, ${outcome.missed.length} points not come to, ` +
        `${outcome.facts} events, ${outcome.hits} hits, ${outcome.duplicates} repeats, ` +
        `slowest start ${outcome.slowestStartMs} ms, ${outcome.differences.length} differences`,
    )
    for (const difference of outcome.differences) console.log(`  ${difference}`)
  }
  console.log(`R3: ${broken} rounds broken, ${done} kills of ${kills}`)
  return broken === 0 && done >= kills
}
