import { kinds } from '../clocks/incidents.ts'
import { judge } from '../clocks/judge.ts'
import { runStory } from '../clocks/run.ts'
import { runClocks } from '../clocks.ts'
import type { LongTest } from './long-test.ts'

const stories = 500

export const run: LongTest = async (seed, rounds) => {
  if (rounds === 1) {
    const lines: string[] = []
    const { broken } = judge(await runStory(seed, (line) => lines.push(line)))
    const told = [...lines, ...broken, `R9 seed ${seed}: ${broken.length === 0 ? 'kept' : 'BROKEN'}`, ''].join('\n')
    // Longer than a pipe holds, and the process exits soon.
    await new Promise((resolve) => process.stdout.write(told, resolve))
    return broken.length === 0
  }
  const count = rounds ?? stories
  const campaign = await runClocks(seed, count, (now, what) => {
    for (const problem of what) console.log(`R9 seed ${now}: BROKEN ${problem}`)
    if ((now - seed + 1) % 50 === 0) console.log(`R9 seeds to ${now} run`)
  })
  const { broken, came, tables, sums } = campaign
  for (const kind of kinds) console.log(`R9 ${kind}: ${came[kind]}`)
  console.log(
    `R9 seeds ${seed} to ${seed + count - 1}: ${broken.length} of ${count} broken; ${sums.steps} steps due, ` +
      `${sums.byTable} of them by a holiday table that came in ${tables} stories, ${sums.byWrongClock} fired early and ` +
      `${sums.late} of ${sums.events} events late by a clock that was ahead for long`,
  )
  return broken.length === 0 && kinds.every((kind) => came[kind] > 0)
}
