import { startPostgres } from '@mingjing/sql/test/postgres-server.ts'
import { attemptsAMatter, runRaces } from '@mingjing/sql/test/races.ts'
import type { LongTest } from './long-test.ts'

const racesOfAKind = 1_000

/** The order of the attempts is always the same, what they meet is not: there is no seed to run again. */
export const run: LongTest = async () => {
  const server = await startPostgres()
  try {
    const { raced, sound } = await runRaces(server, Math.ceil(racesOfAKind / attemptsAMatter))
    for (const { kind, attempts, own, undecided } of raced)
      console.log(`S7 ${kind}: ${attempts} attempts at once, ${own} self-approvals, ${undecided} not decided once`)
    console.log(`S7: the audit chain is ${sound ? 'sound' : 'BROKEN'}`)
    return sound && raced.every(({ own, undecided }) => own + undecided === 0)
  } finally {
    await server.stop()
  }
}
