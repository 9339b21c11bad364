import { startBroker } from '../kafka-broker.ts'
import { runRebalance } from '../rebalance.ts'
import type { LongTest } from './long-test.ts'

/** Ten rounds are 100 joins and leaves, 20 kills and 20 zombies. */
const rebalancingRounds = 10

export const run: LongTest = async (seed, rounds) => {
  const broker = await startBroker()
  if (broker.kind === 'absent') {
    console.log(`R5: not run, ${broker.reason}`)
    return false
  }
  const count = rounds ?? rebalancingRounds
  let broken = 0
  const came: Record<string, number> = { join: 0, leave: 0, kill: 0, zombie: 0 }
  try {
    for (let round = 0; round < count; round++) {
      const outcome = await runRebalance(
        broker,
        seed + round,
        {
          partitions: 12,
          underLoad: { changes: 10, kills: 1, zombies: 1 },
          asTimePasses: { changes: 0, kills: 1, zombies: 1 },
        },
        ({ fault, lanes, takeoverMs, woke }) => {
          came[fault.kind]!++
          const how = fault.kind === 'zombie' ? ` asleep ${fault.asleep}, ${woke}` : ''
          console.log(`R5 seed ${seed + round}: ${fault.kind}${how}, ${lanes} taken over in ${takeoverMs} ms`)
        },
      )
      const { struck, facts, hits, deadlineHits, duplicates, blocks, zombieWrites, absorbed, problems } = outcome
      if (problems.length > 0 || zombieWrites > 0) broken++
      console.log(
        `R5 seed ${seed + round}: ${struck.length} faults, ${facts} events, ${duplicates} repeats, ${hits} hits, ` +
          `${deadlineHits} of them deadlines, ${blocks} blocks, ${zombieWrites} zombie writes, ${absorbed} absorbed, ` +
          `slowest takeover ${outcome.slowestTakeoverMs} ms: ${problems.length === 0 ? 'kept' : 'BROKEN'}`,
      )
      for (const problem of problems) console.log(`  ${problem}`)
    }
  } finally {
    await broker.stop()
  }
  console.log(
    `R5: ${broken} of ${count} rounds broken; ${came.join! + came.leave!} joins and leaves, ${came.kill} kills, ` +
      `${came.zombie} zombies`,
  )
  return broken === 0
}
