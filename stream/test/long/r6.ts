import { isDeepStrictEqual } from 'node:util'
import { plannedOutages, runOutages } from '../outages.ts'
import type { LongTest } from './long-test.ts'

const outageRounds = 5
const shortestOutageMs = 1_000
const longestOutageMs = 1_800_000
const outageEventsPerSecond = 50
/** Outages of so many seconds show how fast what came meanwhile is worked off; shorter ones are over within a block or two. */
const tellingSeconds = 20

export const run: LongTest = async (seed, rounds) => {
  let broken = 0
  for (let round = 0; round < (rounds ?? outageRounds); round++) {
    const plan = plannedOutages(seed + round, shortestOutageMs, longestOutageMs)
    const outcome = await runOutages(seed + round, plan, outageEventsPerSecond, (outage) => {
      const { store, kind, ms, felt, backlog, drained, heap, unkept } = outage
      console.log(
        `R6 seed ${seed + round}: ${store} ${kind} for ${Math.round(ms / 1_000)} s, felt ${felt} times; ${backlog} records ` +
          `lay there, ${drained.done} done while ${drained.came} came; heap ` +
          `${heap.map((bytes) => Math.round(bytes / 1_000_000)).join(' → ')} MB`,
      )
      for (const problem of unkept) console.log(`  ${problem}`)
    })
    const { outages, held, repeats, refused, facts, account, expected, actual } = outcome
    const telling = outages.filter(({ ms }) => ms >= tellingSeconds * 1_000)
    const sum = (of: (outage: (typeof outages)[number]) => number) =>
      telling.reduce((total, outage) => total + of(outage), 0)
    const isKept =
      isDeepStrictEqual(actual, expected) &&
      account.chained &&
      account.ok === facts &&
      account.duplicates === account.end - facts &&
      account.unfinished === 0 &&
      outages.every(({ felt, unkept }) => felt > 0 && unkept.length === 0) &&
      held.plans <= 2 &&
      held.reads <= 4 &&
      sum(({ drained }) => drained.done) >= 2 * sum(({ drained }) => drained.came)
    if (!isKept) broken++
    console.log(
      `R6 seed ${seed + round}: ${outages.length} outages, ${facts} events, ${repeats} repeats, ${refused} batches refused, ` +
        `${expected.hits.length} hits; at most ${held.records} records in ${held.plans} blocks held, ${held.reads} reads ` +
        `while none was done: ${isKept ? 'identical' : 'BROKEN'}`,
    )
  }
  console.log(`R6: ${broken} rounds broken`)
  return broken === 0
}
