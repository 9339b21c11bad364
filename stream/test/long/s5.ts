import { runS5, scantBudget } from '@mingjing/rules/test/s5.ts'
import type { LongTest } from './long-test.ts'

const hostileRules = 100_000
const hostileRulesARound = 1_000

export const run: LongTest = async (seed) => {
  let broken = 0
  for (let first = 0; first < hostileRules; first += hostileRulesARound) {
    const report = runS5({ seed, first, count: hostileRulesARound, events: 400, budget: scantBudget })
    broken += report.violations.length
    console.log(
      `S5 seed ${seed}, from ${first}: ${report.files} files, ${report.rejected} rejected, ${report.stopped} rules ` +
        `stopped, ${report.finished} harmless; ten at a time took at most ${Math.round(report.readMs)} ms of the ` +
        `processor to read, ${Math.round(report.runMs)} ms to run`,
    )
    for (const violation of report.violations) console.log(`  ${violation}`)
  }
  console.log(`S5: ${broken} promises broken by ${hostileRules} hostile rules`)
  return broken === 0
}
