import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { renderProblem } from '@mingjing/rules/language/problem.ts'
import { runRuleTests } from '@mingjing/rules/testing/run.ts'
import { readRuleFiles } from '@mingjing/sql/bundle/rule-files.ts'

/**
 * Loads every rule below a folder and runs its own tests by the engine and the reference; prints what is wrong.
 * @throws with the count when anything is, so that the command fails.
 */
export const rulesCheckCommand = async (folder: string): Promise<void> => {
  const files = await readRuleFiles(folder)
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const { bundle, problems } = makeBundle({ files })
  for (const problem of problems) console.error(renderProblem(problem, texts.get(problem.path) ?? ''))

  let run = 0
  let failed = 0
  for (const rule of bundle.rules) {
    for (const outcome of runRuleTests(rule, bundle)) {
      run++
      if (outcome.passed) continue
      failed++
      const { test, by, expected, found } = outcome
      console.error(
        `${rule.path}: test "${test}" by ${by}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`,
      )
    }
  }
  const summary = `${bundle.rules.length} rules, ${run} tests run, ${problems.length} problems, ${failed} tests failed`
  if (problems.length + failed > 0) throw new Error(summary)
  console.log(summary)
}
